using System.Diagnostics.Metrics;

namespace RetrainGrains.Fleet.Serving;

/// <summary>The instruments of serving tables. No labels: model ids would have no bound.</summary>
internal static class ServingMeter
{
    private static readonly Meter Meter = new("RetrainGrains.Serving");

    public static readonly Counter<long> LoadFailures = Meter.CreateCounter<long>(
        "retraingrains.serving.load_failures", "{change}", "Changes of a serving plan that could not be loaded.");
}
