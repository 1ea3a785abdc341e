using System.Diagnostics.Metrics;

namespace RetrainGrains.Gateway;

/// <summary>What an operator counts about a gateway. No labels: model ids would have no bound.</summary>
public static class GatewayMeter
{
    public const string Name = "RetrainGrains.Gateway";

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> LoadFailures = Meter.CreateCounter<long>(
        "retraingrains.serving.load_failures", "{change}", "Changes of a serving plan that could not be loaded.");

    internal static readonly Counter<long> Predictions = Meter.CreateCounter<long>(
        "retraingrains.predictions", "{row}", "Predictions that were answered.");

    internal static readonly Counter<long> Outcomes = Meter.CreateCounter<long>(
        "retraingrains.outcomes", "{row}", "Outcomes that were stored, history included.");

    internal static readonly Counter<long> HintsLost = Meter.CreateCounter<long>(
        "retraingrains.outcomes.hints_lost", "{hint}", "Hints about new outcomes that did not reach their model.");
}
