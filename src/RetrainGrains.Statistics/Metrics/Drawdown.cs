namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The largest fall from a peak of a running total that starts at zero, of a stretch of time; a stretch and the one
/// after it make one. In the unit of the changes: of log returns, 1 − e^(−Largest) is the share that was lost.
/// </summary>
public readonly record struct Drawdown(double Total, double Peak, double Trough, double Largest)
{
    public static Drawdown Of(double change) =>
        new(change, Math.Max(0, change), Math.Min(0, change), Math.Max(0, -change));

    public Drawdown Then(Drawdown later) => new(
        Total + later.Total,
        Math.Max(Peak, Total + later.Peak),
        Math.Min(Trough, Total + later.Trough),
        Math.Max(Math.Max(Largest, later.Largest), Peak - (Total + later.Trough)));
}
