using System.CommandLine;
using System.CommandLine.Parsing;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Profiles;

namespace RetrainGrains.Cli.Drift;

/// <summary>
/// The options of <c>retrain drift</c>, as given: two files, or one with a source file and two spans.
/// </summary>
internal sealed record DriftOptions
{
    public const string Usage = "retrain drift REFERENCE CURRENT, or retrain drift FILE --source FILE.json "
        + "--reference FROM..TO --current FROM..TO (retrain drift --help lists all)";

    private const string Guarded = "guarded";
    private const int RowsMax = 200_000;
    private const double IndependentMax = 1e6;

    [Argument(
        "FILES",
        "The reference and the current file, delimited, of the same columns; or one file that --source says how "
        + "to read.", Maximum = 2)]
    public required string[] Files { get; init; }

    [Option(
        "--source",
        "The source file that says how to read one file (deploy/sources has examples); its features are compared.")]
    public string? Source { get; init; }

    [Option("--reference", "With --source: the rows to compare with, such as 2011-01-01..2011-07-01.")]
    public string? Reference { get; init; }

    [Option("--current", "With --source: the rows that may have drifted; either end may be left open.")]
    public string? Current { get; init; }

    [Option(
        "--profile",
        "Whose definitions and limits: guarded (this system's own), evidently, nannyml or frouros.")]
    public string Profile { get; init; } = Guarded;

    [Option(
        "--threshold", "Instead of the profile's own limit, of the p-value or the distance; Frouros has none.")]
    public double? Threshold { get; init; }

    [Option("--categorical", "Columns whose numbers only name categories, such as season,weather.")]
    public string? Categorical { get; init; }

    [Option("--ignore", "Columns to leave out, such as id,comment; a column that one side lacks ends with 2.")]
    public string? Ignore { get; init; }

    [Option(
        "--delimiter",
        "The character between cells of both files, or tab; without it the line of column names tells. With --source "
        + "the source file says it.")]
    public string? Delimiter { get; init; }

    [Option(
        "--rows-per-independent-row",
        "Neighbouring rows that say as much as one, such as 24 for hours that resemble each other: for the guarded "
        + "profile and the classifier.")]
    public double RowsPerIndependentRow { get; init; } = 1;

    [Option("--rows", "Rows of each side, 50 to 200000; of more a sample is taken.")]
    public int Rows { get; init; } = 20_000;

    [Option("--seed", "The seed of what is drawn: the sample, the halves, and the windows that give limits.")]
    public int Seed { get; init; } = 1;

    [Option("--json", "Write the whole report to this file.")]
    public string? JsonPath { get; init; }

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }

    /// <summary>The delimiter that was asked for; null when it has to be guessed.</summary>
    internal char? DelimiterCharacter => DelimiterOption.Read(Delimiter);

    public static Command Command(Func<DriftOptions, CancellationToken, Task<int>> run)
    {
        var command = new Command(
            "drift", "Compare two samples column by column and as a whole. Ends with 0 when nothing has drifted, 1 "
            + "when a column or the whole has, 2 when they cannot be compared, or without drift not in every column. "
            + "Where nothing has moved, the guarded profile as a whole says drift in at most 1 %.").Bind(run);
        command.Validators.Add(RequireInput);
        return command;
    }

    /// <summary>Reads all that the command line names, and reports everything that is wrong with any of it.</summary>
    public (DriftInput? Input, IReadOnlyList<Problem> Problems) Read()
    {
        var problems = new List<Problem>();
        var tool = ColumnComparison.Tools.GetValueOrDefault(Profile);
        if (tool is null && Profile != Guarded)
        {
            var names = string.Join(", ", ColumnComparison.Tools.Keys.Prepend(Guarded));
            problems.Add(Problem.Of("--profile", Profile, $"must be one of {names}"));
        }
        if (Threshold is { } threshold)
        {
            if (tool is null)
            {
                problems.Add(Problem.Of("--threshold", threshold, "must be left out for the guarded profile"));
            }
            else if (!(threshold > 0 && double.IsFinite(threshold)))
            {
                problems.Add(Problem.Of("--threshold", threshold, "must be positive"));
            }
        }
        if (RowsPerIndependentRow is not (>= 1 and <= IndependentMax))
        {
            problems.Add(Problem.Of(
                "--rows-per-independent-row", RowsPerIndependentRow, $"must be 1 to {IndependentMax:0}"));
        }
        problems.AddRange(DelimiterOption.Check(Delimiter));
        problems.AddRange(ReportFile.Check(JsonPath));
        if (Rows is < SampleReader.RowsMin or > RowsMax)
        {
            problems.Add(Problem.Of("--rows", Rows, $"must be {SampleReader.RowsMin} to {RowsMax}"));
            return (null, problems);
        }
        var samples = new SampleReader(this, problems).Read();
        return samples is null || problems.Count > 0 ? (null, problems) : (new DriftInput(samples, tool), []);
    }

    private static void RequireInput(CommandResult given)
    {
        var count = given.GetResult("FILES")?.Tokens.Count ?? 0;
        bool Has(string name) => given.GetResult(name) is { Tokens.Count: > 0 };
        var ofFiles = count == 2 && !Has("--source") && !Has("--reference") && !Has("--current");
        var ofSpans = count == 1 && Has("--source") && Has("--reference") && Has("--current");
        if (!ofFiles && !ofSpans) given.AddError("Give two files, or one with --source, --reference and --current.");
    }
}

/// <summary>The samples of a comparison, read and found good; without a tool the guarded check compares.</summary>
internal sealed record DriftInput(ComparedSamples Samples, DriftProfile? Tool);
