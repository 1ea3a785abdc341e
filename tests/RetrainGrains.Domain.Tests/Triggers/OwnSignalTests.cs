namespace RetrainGrains.Domain.Tests.Triggers;

/// <summary>The signal that `src/README.md` adds as an example.</summary>
public sealed class OwnSignalTests
{
    private static readonly DateTimeOffset Now = Given.Start;

    [Theory]
    [InlineData(0, false)]
    [InlineData(31, true)]
    public void A_signal_of_one_s_own_speaks_for_retraining(int daysSinceRun, bool fires)
    {
        var facts = new TriggerFacts
        {
            Now = Now, Performance = PerformanceReport.Silent(0), Drift = DriftReport.Silent(0),
            LastRun = Now.AddDays(-daysSinceRun),
        };

        var report = Assert.Single(new NewMonthSignal().Read(new ModelPolicy().Triggering, facts));

        Assert.Equal(fires, report.Fired);
        Assert.False(
            new NewMonthSignal().Read(new ModelPolicy().Triggering, report.ToRest!.Apply(facts)).Single().Fired);
    }
}

/// <summary>The first check of a month in which no run has been yet.</summary>
public sealed class NewMonthSignal : ITriggerSignal
{
    public string Name => "newMonth";

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts)
    {
        if (facts.LastRun is not { } last) yield break;
        var fired = (last.Year, last.Month) != (facts.Now.Year, facts.Now.Month);
        yield return new SignalReport(Name, Name, Severity.Info, fired, $"the last run was in month {last.Month}")
        {
            OnSchedule = true,
            Distance = fired ? 0 : 1,
            ToRest = new WhatIf("there had been a run this month", known => known with { LastRun = known.Now }),
        };
    }
}
