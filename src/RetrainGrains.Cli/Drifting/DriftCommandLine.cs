using System.CommandLine;
using System.CommandLine.Parsing;

namespace RetrainGrains.Cli.Drifting;

/// <summary>The words of <c>retrain drift</c>.</summary>
internal sealed class DriftCommandLine
{
    public const string Usage = "retrain drift REFERENCE CURRENT, or retrain drift FILE --source FILE.json "
        + "--reference FROM..TO --current FROM..TO (retrain drift --help lists all)";

    private readonly Argument<string[]> files = new("FILES")
    {
        Description = "The reference and the current file, comma-delimited, of the same columns; or one file that "
            + "--source says how to read.",
        Arity = new ArgumentArity(1, 2),
    };
    private readonly Option<string?> source = new("--source")
    {
        Description = "The source file that says how to read one file (deploy/sources has examples); its features are "
            + "compared.",
    };
    private readonly Option<string?> reference = new("--reference")
    {
        Description = "With --source: the rows to compare with, such as 2011-01-01..2011-07-01.",
    };
    private readonly Option<string?> current = new("--current")
    {
        Description = "With --source: the rows that may have drifted; either end may be left open.",
    };
    private readonly Option<string> profile = new("--profile")
    {
        Description = "Whose definitions and limits: guarded (this system's own), evidently, nannyml or frouros.",
        DefaultValueFactory = _ => "guarded",
    };
    private readonly Option<double?> threshold = new("--threshold")
    {
        Description = "Instead of the profile's own limit, of the p-value or the distance; Frouros has none.",
    };
    private readonly Option<string?> categorical = new("--categorical")
    {
        Description = "Columns whose numbers only name categories, such as season,weather.",
    };
    private readonly Option<double> independent = new("--rows-per-independent-row")
    {
        Description = "Neighbouring rows that say as much as one, such as 24 for hours that resemble each other: for "
            + "the guarded profile and the classifier.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> rows = new("--rows")
    {
        Description = "Rows of each side, 50 to 200000; of more a sample is taken.",
        DefaultValueFactory = _ => 20_000,
    };
    private readonly Option<int> seed = new("--seed")
    {
        Description = "The seed of what is drawn: the sample and the classifier's folds.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> json = new("--json") { Description = "Write the whole report to this file." };
    private readonly Option<bool> quiet = new("--quiet") { Description = "Show no progress." };

    public Command Command(Func<DriftArguments, CancellationToken, Task<int>> run)
    {
        var command = new Command(
            "drift", "Compare two samples column by column and as a whole. Ends with 0 when nothing has drifted, 1 "
            + "when a column or the whole has, 2 when they cannot be compared.")
        {
            files, source, reference, current, profile, threshold, categorical, independent, rows, seed, json, quiet,
        };
        command.Validators.Add(RequireInput);
        command.SetAction((parsed, cancellation) => run(ArgumentsOf(parsed), cancellation));
        return command;
    }

    private void RequireInput(CommandResult given)
    {
        var count = given.GetResult(files)?.Tokens.Count ?? 0;
        bool Has(Option option) => given.GetResult(option) is not null;
        var ofFiles = count == 2 && !Has(source) && !Has(reference) && !Has(current);
        var ofSpans = count == 1 && Has(source) && Has(reference) && Has(current);
        if (!ofFiles && !ofSpans)
            given.AddError("Give two files, or one with --source, --reference and --current.");
    }

    private DriftArguments ArgumentsOf(ParseResult parsed) => new(parsed.GetValue(files)!)
    {
        Source = parsed.GetValue(source),
        Reference = parsed.GetValue(reference),
        Current = parsed.GetValue(current),
        Profile = parsed.GetValue(profile)!,
        Threshold = parsed.GetValue(threshold),
        Categorical = parsed.GetValue(categorical),
        RowsPerIndependentRow = parsed.GetValue(independent),
        Rows = parsed.GetValue(rows),
        Seed = parsed.GetValue(seed),
        JsonPath = parsed.GetValue(json),
        Quiet = parsed.GetValue(quiet),
    };
}
