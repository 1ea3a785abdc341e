using System.Diagnostics.Metrics;

namespace RetrainGrains.Gateway.Telemetry;

/// <summary>The measurements of a gateway. They have no labels: the number of model ids has no bound.</summary>
public static class GatewayMeter
{
    public const string Name = "RetrainGrains.Gateway";

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Predictions = Meter.CreateCounter<long>(
        "retraingrains.predictions", "{row}", "Predictions that were answered.");

    internal static readonly Counter<long> Fallbacks = Meter.CreateCounter<long>(
        "retraingrains.predictions.fallbacks", "{row}",
        "Predictions that were answered without a worker that should have scored a part of them.");

    internal static readonly Counter<long> Outcomes = Meter.CreateCounter<long>(
        "retraingrains.outcomes", "{row}", "Outcomes that were stored, history included.");

    internal static readonly Counter<long> OutcomesRefused = Meter.CreateCounter<long>(
        "retraingrains.outcomes.refused", "{row}",
        "Rows of outcomes and history that broke a rule, as a missing value does; they were not stored.");

    internal static readonly Counter<long> HintsLost = Meter.CreateCounter<long>(
        "retraingrains.outcomes.hints_lost", "{hint}", "Hints about new outcomes that did not reach their model.");

    internal static readonly UpDownCounter<long> OutcomesWaiting = Meter.CreateUpDownCounter<long>(
        "retraingrains.outcomes.waiting", "{row}", "Outcomes whose senders wait for the database.");

    internal static readonly Counter<long> RowsRefused = Meter.CreateCounter<long>(
        "retraingrains.rows.refused", "{row}", "Rows that were refused because too many wait for the database.");

    internal static readonly Counter<long> RowsLost = Meter.CreateCounter<long>(
        "retraingrains.predictions.lost", "{row}", "Predictions that were answered and could never be logged.");

    internal static readonly Counter<long> Malformed = Meter.CreateCounter<long>(
        "retraingrains.requests.malformed", "{request}", "Requests whose bytes were no protobuf, or no JSON.");

    internal static readonly Counter<long> LateConflicts = Meter.CreateCounter<long>(
        "retraingrains.predictions.late_conflicts", "{row}",
        "Predictions that were answered before their commit, and otherwise earlier: found when they were logged.");

    /// <summary>Makes the gauges of a running gateway; they end when the meter is disposed of.</summary>
    internal static Meter Observe(Func<long> rowsWaiting, Func<double> secondsAway)
    {
        var gauges = new Meter(Name);
        gauges.CreateObservableGauge(
            "retraingrains.predictions.waiting", rowsWaiting, "{row}", "Answered predictions that wait to be logged.");
        gauges.CreateObservableGauge(
            "retraingrains.database.away", secondsAway, "s", "How long the database has been away; 0: it is there.");
        return gauges;
    }
}
