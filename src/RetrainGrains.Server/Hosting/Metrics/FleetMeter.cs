namespace RetrainGrains.Server.Hosting.Metrics;

/// <summary>The meter of the gauges that no event moves.</summary>
internal static class FleetMeter
{
    public const string Name = "RetrainGrains.Fleet";
}
