using RetrainGrains.Domain.Drift;

namespace RetrainGrains.Cli.Drift;

/// <summary>
/// The drift of one column: its value with its limit, and its p-value with its level, as far as the profile has them.
/// Without a limit there is no verdict.
/// </summary>
public sealed record ColumnDrift(
    string Column, ColumnType Type, string Statistic, double Value, double? Limit, double? PValue, double? Level,
    bool? Drifted, double MissingInReference, double MissingInCurrent)
{
    private const double UsualLevel = 0.05;

    // How far beyond its limit: only to show the most drifted first.
    internal double Excess => Limit is { } limit ? Extent / limit : (Level ?? UsualLevel) / (PValue ?? 1);

    // A spread that is a third is as much a change as one that is three times as large.
    private double Extent =>
        Statistic == nameof(DriftStatistic.VarianceRatio) ? Math.Max(Value, 1 / Value) : Value;
}
