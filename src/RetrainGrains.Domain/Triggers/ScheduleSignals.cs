namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// What only says that time or rows have passed: age, cron, the adaptive interval, new outcomes, and that
/// it pays to retrain by now.
/// </summary>
internal static class ScheduleSignals
{
    public static IEnumerable<SignalReading> Age(ModelPolicy policy, TriggerFacts facts) =>
        policy.Triggers.MaximumAge is not { } limit
            ? []
            : [Interval("age", TriggerKind.Age, facts, limit, "by age",
                _ => $"the last run was {Words.Days(AgeOf(facts))} ago, the limit is {Words.Days(limit)}")];

    public static IEnumerable<SignalReading> Adaptive(ModelPolicy policy, TriggerFacts facts) =>
        facts.AdaptiveDays is not { } days
            ? []
            : [Interval("adaptive", TriggerKind.Adaptive, facts, TimeSpan.FromDays(days), "by the adaptive interval",
                due => due is null
                    ? $"the adaptive interval of {days} days has passed"
                    : $"the adaptive interval of {days} days passes on {Words.Moment(due.Value)}")];

    public static IEnumerable<SignalReading> Cron(ModelPolicy policy, TriggerFacts facts)
    {
        if (facts.CronAt is not { } due) yield break;
        var fired = due <= facts.Now;
        yield return new SignalReading(
            "cron", TriggerKind.Cron, Severity.Info, fired,
            fired ? "the cron schedule is due" : $"the cron schedule is due on {Words.Moment(due)}")
        {
            OnSchedule = true,
            Distance = fired ? 0 : (due - facts.Now) / (due - (facts.LastRun ?? facts.Now)),
            ToFire = new FactsChange("by cron", known => known.At(due)) { By = due },
            ToRest = new FactsChange(
                "no cron moment had come since the last run", known => known with { CronAt = known.Now.AddTicks(1) }),
        };
    }

    public static IEnumerable<SignalReading> NewData(ModelPolicy policy, TriggerFacts facts)
    {
        if (policy.Triggers.NewOutcomes is not { } rows) yield break;
        var fired = facts.NewOutcomes >= rows;
        yield return new SignalReading(
            "newData", TriggerKind.NewData, Severity.Info, fired,
            $"{facts.NewOutcomes} new outcomes, {rows} are enough")
        {
            OnSchedule = true,
            Distance = fired ? 0 : (double)(rows - facts.NewOutcomes) / rows,
            ToFire = new FactsChange(
                $"{rows - facts.NewOutcomes} more outcomes were known", known => known.WithNewOutcomes(rows)),
            ToRest = new FactsChange(
                $"fewer than {rows} outcomes had come since the last run ({facts.NewOutcomes} did)",
                known => known with { NewOutcomes = rows - 1 }),
        };
    }

    public static IEnumerable<SignalReading> Cost(ModelPolicy policy, TriggerFacts facts)
    {
        if (facts.Cost is not { } cost) yield break;
        yield return new SignalReading("cost", TriggerKind.Cost, Severity.Info, cost.Retrain, cost.Reason)
        {
            OnSchedule = true,
            Distance = cost.Retrain ? 0 : 1,
            ToFire = new FactsChange(
                "the loss that a retraining is expected to save outweighed its cost",
                known => known with { Cost = cost with { Retrain = true } }),
            ToRest = new FactsChange(
                "the loss that a retraining is expected to save were below its cost",
                known => known with { Cost = cost with { Retrain = false } }),
        };
    }

    private static SignalReading Interval(
        string name, TriggerKind kind, TriggerFacts facts, TimeSpan interval, string by,
        Func<DateTimeOffset?, string> text)
    {
        var age = AgeOf(facts);
        var fired = age >= interval;
        DateTimeOffset? due = fired ? null : facts.LastRun + interval;
        return new SignalReading(name, kind, Severity.Info, fired, text(due))
        {
            OnSchedule = true,
            Distance = fired ? 0 : (interval - age) / interval,
            ToFire = due is { } moment ? new FactsChange(by, known => known.At(moment)) { By = moment } : null,
            ToRest = new FactsChange(
                $"the last run were less than {Words.Days(interval)} ago (it was {Words.Days(age)} ago)",
                known => known with { LastRun = known.Now - interval + TimeSpan.FromTicks(1) }),
        };
    }

    // A model without any run is older than every limit.
    private static TimeSpan AgeOf(TriggerFacts facts) => facts.Now - (facts.LastRun ?? DateTimeOffset.MinValue);
}
