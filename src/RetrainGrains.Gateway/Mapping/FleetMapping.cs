using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The fleet's alerts on the wire. Enumerations keep their numbers.</summary>
internal static class FleetMapping
{
    public static V1.FleetStatus ToWire(this FleetView view) => new()
    {
        Models = view.Models,
        Tests = view.Alerts.Tests,
        Procedure = (V1.FleetProcedure)view.Options.Procedure,
        FalseDiscoveryRate = view.Options.FalseDiscoveryRate,
        PeriodDays = view.Options.PeriodDays,
        AlertsInPeriod = view.Alerts.Found,
        OpenAlerts = { view.Alerts.Open.Select(ToWire) },
    };

    private static V1.DriftAlert ToWire(DriftAlert alert) => new()
    {
        ModelId = alert.ModelId,
        At = alert.At.ToWire(),
        Severity = alert.Severity.ToString().ToLowerInvariant(),
        Reason = alert.Text,
        PValue = alert.PValue,
        Level = alert.Level,
    };
}
