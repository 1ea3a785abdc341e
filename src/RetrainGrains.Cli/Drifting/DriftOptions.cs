using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Profiles;

namespace RetrainGrains.Cli.Drifting;

/// <summary>A command line whose files have been read; without a tool the guarded check compares.</summary>
internal sealed record DriftOptions(ComparedSamples Samples, DriftProfile? Tool)
{
    public const string Guarded = "guarded";

    private const int RowsMax = 200_000;
    private const double IndependentMax = 1e6;

    /// <summary>Reads all that the command line names, and reports everything that is wrong with any of it.</summary>
    public static (DriftOptions? Settings, IReadOnlyList<Problem> Problems) Read(DriftArguments arguments)
    {
        var problems = new List<Problem>();
        var tool = ColumnComparison.Tools.GetValueOrDefault(arguments.Profile);
        if (tool is null && arguments.Profile != Guarded)
        {
            var names = string.Join(", ", ColumnComparison.Tools.Keys.Prepend(Guarded));
            problems.Add(Problem.Of("--profile", arguments.Profile, $"must be one of {names}"));
        }
        if (arguments.Threshold is { } threshold)
        {
            if (tool is null)
                problems.Add(Problem.Of("--threshold", threshold, "must be left out for the guarded profile"));
            else if (!(threshold > 0 && double.IsFinite(threshold)))
                problems.Add(Problem.Of("--threshold", threshold, "must be positive"));
        }
        if (arguments.RowsPerIndependentRow is not (>= 1 and <= IndependentMax))
        {
            problems.Add(Problem.Of(
                "--rows-per-independent-row", arguments.RowsPerIndependentRow, $"must be 1 to {IndependentMax:0}"));
        }
        problems.AddRange(ReportFile.Check(arguments.JsonPath));
        if (arguments.Rows is < SampleReader.RowsMin or > RowsMax)
        {
            problems.Add(Problem.Of("--rows", arguments.Rows, $"must be {SampleReader.RowsMin} to {RowsMax}"));
            return (null, problems);
        }
        var samples = new SampleReader(arguments, problems).Read();
        return samples is null || problems.Count > 0 ? (null, problems) : (new DriftOptions(samples, tool), []);
    }
}
