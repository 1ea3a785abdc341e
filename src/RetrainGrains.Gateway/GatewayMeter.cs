using System.Diagnostics.Metrics;

namespace RetrainGrains.Gateway;

/// <summary>What an operator counts about a gateway. No labels: model ids would have no bound.</summary>
internal static class GatewayMeter
{
    public const string Name = "RetrainGrains.Gateway";

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> LoadFailures = Meter.CreateCounter<long>(
        "retraingrains.serving.load_failures", "{change}", "Changes of a serving plan that could not be loaded.");

    public static readonly Counter<long> Predictions = Meter.CreateCounter<long>(
        "retraingrains.predictions", "{row}", "Predictions that were answered.");

    public static readonly Counter<long> Outcomes = Meter.CreateCounter<long>(
        "retraingrains.outcomes", "{row}", "Outcomes that were stored, history included.");

    public static readonly Counter<long> HintsLost = Meter.CreateCounter<long>(
        "retraingrains.outcomes.hints_lost", "{hint}", "Hints about new outcomes that did not reach their model.");
}
