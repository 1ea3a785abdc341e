namespace RetrainGrains.Cli.Drift;

/// <summary>
/// A column that is not compared, and why. Without drift elsewhere it leaves the question open, unless there is nothing
/// in it that could have drifted, or it was left out by request.
/// </summary>
public sealed record LeftOutColumn(string Column, string Reason, bool LeavesOpen = true);

/// <summary>The number of rows of a side, and of those that were drawn.</summary>
public sealed record SampledRows(long Rows, int Compared);

/// <summary>The two samples in columns.</summary>
internal sealed record ComparedSamples(
    ImmutableArray<ComparedColumn> Columns, ImmutableArray<LeftOutColumn> LeftOut, SampledRows Reference,
    SampledRows Current);
