using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.FleetAlerts;

/// <summary>
/// An alert of drift, with the level that its p-value was compared with and the number of tests that the fleet had made
/// by then.
/// </summary>
public sealed record DriftAlert(
    string ModelId, DateTimeOffset At, Severity Severity, string Text, double PValue, double Level, long Tests,
    bool Told)
{
    /// <summary>
    /// Formats the alert's notification with its error rate; the text is the same however often it is sent.
    /// </summary>
    public string Notice(FleetAlertOptions options)
    {
        var found = $"drift: {Text}, p = {Formatted.Number(PValue)}";
        if (options.Procedure == FleetProcedure.None) return found;
        return FormattableString.Invariant($"{found}, held to {Formatted.Number(Level)}: of the fleet's alerts in ")
            + $"{options.PeriodDays} days at most {Formatted.Percent(options.FalseDiscoveryRate)} are false on average "
            + FormattableString.Invariant($"({NameOf(options.Procedure)}; {Tests:N0} tests so far)");
    }

    private static string NameOf(FleetProcedure procedure) =>
        procedure == FleetProcedure.BenjaminiYekutieli ? "Benjamini–Yekutieli" : "Benjamini–Hochberg";
}
