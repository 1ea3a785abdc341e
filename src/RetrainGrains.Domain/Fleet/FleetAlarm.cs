namespace RetrainGrains.Domain.Fleet;

/// <summary>
/// A drift that people were told of, or will be, with the level that its p-value was held to and the number of tests
/// that the fleet had made by then.
/// </summary>
public sealed record FleetAlarm(
    string ModelId, DateTimeOffset At, Severity Severity, string Text, double PValue, double Level, long Tests,
    bool Told)
{
    /// <summary>The alarm with its promise; the same words however often it has to be said.</summary>
    public string Notice(FleetOptions options)
    {
        var found = $"drift: {Text}, p = {Words.Number(PValue)}";
        if (options.Procedure == FleetProcedure.None) return found;
        return FormattableString.Invariant($"{found}, held to {Words.Number(Level)}: of the fleet's alarms in ")
            + $"{options.PeriodDays} days at most {Words.Percent(options.FalseDiscoveryRate)} are false on average "
            + FormattableString.Invariant($"({Words.Name(options.Procedure)}; {Tests:N0} tests so far)");
    }
}
