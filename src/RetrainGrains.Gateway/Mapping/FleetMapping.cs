using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Fleet;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The fleet's alarms on the wire.</summary>
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
        AlarmsInPeriod = view.Alerts.Found,
        OpenAlarms = { view.Alerts.Open.Select(ToWire) },
    };

    private static V1.FleetAlarm ToWire(FleetAlarm alarm) => new()
    {
        ModelId = alarm.ModelId,
        At = Timestamp.FromDateTimeOffset(alarm.At),
        Severity = alarm.Severity.ToString().ToLowerInvariant(),
        Reason = alarm.Text,
        PValue = alarm.PValue,
        Level = alarm.Level,
    };
}
