using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Models;

/// <summary>Shows the fleet and the alerts that are open.</summary>
internal static class FleetDisplay
{
    public static void Write(CommandOutput output, V1.FleetStatus fleet)
    {
        Shown.Pairs(
            output,
            ("models", Shown.Whole(fleet.Models)),
            ("drift tests", Shown.Whole(fleet.Tests)),
            ("promise", Promise(fleet)),
            ("alerts", $"{fleet.OpenAlerts.Count} open, {fleet.AlertsInPeriod} in the present period"));
        if (fleet.OpenAlerts.Count == 0) return;
        var table = new TextTable("model", "since (UTC)", "severity", ">p", ">level", "~reason");
        foreach (var alert in fleet.OpenAlerts)
        {
            table.Row(alert.ModelId, Shown.Minute(alert.At), alert.Severity, Shown.Number(alert.PValue),
                Shown.Number(alert.Level), alert.Reason);
        }
        table.WriteTo(output);
    }

    private static string Promise(V1.FleetStatus fleet) => fleet.Procedure == V1.FleetProcedure.None
        ? "none: every sustained drift of a model is told"
        : $"of the alerts of {fleet.PeriodDays} days at most {Formatted.Percent(fleet.FalseDiscoveryRate)} are "
            + $"false on average ({Shown.Name(fleet.Procedure)})";
}
