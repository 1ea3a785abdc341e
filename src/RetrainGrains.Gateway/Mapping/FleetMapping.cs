using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.FleetAlerts;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The fleet's alerts on the wire.</summary>
internal static class FleetMapping
{
    public static V1.FleetStatus ToWire(this FleetView view) => new()
    {
        Models = view.Models,
        Tests = view.Alerts.Tests,
        Procedure = view.Options.Procedure switch
        {
            FleetProcedure.BenjaminiHochberg => V1.FleetProcedure.BenjaminiHochberg,
            FleetProcedure.BenjaminiYekutieli => V1.FleetProcedure.BenjaminiYekutieli,
            _ => V1.FleetProcedure.None,
        },
        FalseDiscoveryRate = view.Options.FalseDiscoveryRate,
        PeriodDays = view.Options.PeriodDays,
        AlertsInPeriod = view.Alerts.Found,
        OpenAlerts = { view.Alerts.Open.Select(ToWire) },
    };

    private static V1.DriftAlert ToWire(DriftAlert alert) => new()
    {
        ModelId = alert.ModelId,
        At = Timestamp.FromDateTimeOffset(alert.At),
        Severity = alert.Severity.ToString().ToLowerInvariant(),
        Reason = alert.Text,
        PValue = alert.PValue,
        Level = alert.Level,
    };
}
