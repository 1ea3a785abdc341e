namespace RetrainGrains.Domain.Tests.Costs;

/// <summary>
/// A model under the cost-aware schedule, week after week, whose versions lose more with every week of their age; runs
/// end at once, and are promoted.
/// </summary>
internal sealed class CostLife
{
    public const double FreshLoss = 4;
    private const int HoursPerBucket = 6;
    private readonly SortedDictionary<long, HourBucket> buckets = [];
    private readonly double decayPerWeek;
    private long outcomes = 1_000;

    public CostLife(CostAwareSchedule schedule, double decayPerWeek)
    {
        this.decayPerWeek = decayPerWeek;
        State = Given.Serving(Policy(schedule));
    }

    public ModelState State { get; set; }
    public DateTimeOffset Now { get; private set; } = Given.Start;
    public List<LifecycleEvent> Ledger { get; } = [];
    public bool RunsAreLost { get; set; }
    public IEnumerable<PeriodServed> Periods => Ledger.OfType<PeriodServed>();
    public IEnumerable<RunPlanned> Runs => Ledger.OfType<RunPlanned>();

    public static ModelPolicy Policy(CostAwareSchedule? schedule) => new()
    {
        Schedule = new() { CostAware = schedule },
        Triggers = new() { MaximumAge = null },
        Challengers = new() { Recipes = [new("leafwise")], FreshShare = 0 },
        Performance = new() { Rules = [] },
    };

    public CostLife Pass(int days, bool isChecked = true)
    {
        for (var day = 0; day < days; day++)
        {
            for (var hour = 0; hour < HourBucket.HoursPerDay; hour += HoursPerBucket) Serve(Now.AddHours(hour));
            Now += TimeSpan.FromDays(1);
            while (buckets.Keys.First() < HourBucket.HourOf(Now - State.Policy.KeepWindows))
            {
                buckets.Remove(buckets.Keys.First());
            }
            if (isChecked) Check();
        }
        return this;
    }

    public LifecycleDecision Check()
    {
        var learned = Given.LearnedState(State, outcomes, Now);
        learned.Records.MeanWeights[0] = 1;
        var decision = ModelLifecycle.Decide(State, new CheckDue(learned, buckets.Values), Now);
        Happen(decision);
        if (decision.Effects.OfType<StartRun>().SingleOrDefault()?.Plan is not { } plan) return decision;
        Happen(RunsAreLost
            ? ModelLifecycle.Decide(State, new RunLost(plan.RunId, "worker gone"), Now.AddMinutes(10))
            : ModelLifecycle.Decide(State, Given.Returned(plan, Given.Sound, learned), Now.AddMinutes(10)));
        return decision;
    }

    private void Happen(LifecycleDecision decision)
    {
        Ledger.AddRange(decision.Events);
        State = ModelLifecycle.ApplyAll(State, decision.Events);
    }

    private void Serve(DateTimeOffset at)
    {
        var hour = HourBucket.HourOf(at);
        var empty = new ErrorSums(PredictionTask.Regression);
        buckets[hour] = new HourBucket(
            hour, new FeatureSums(2), Errors(State.Champion!, at),
            State.Predecessor is { } predecessor ? Errors(predecessor, at) : empty, [empty]);
        outcomes += HoursPerBucket;
    }

    private ErrorSums Errors(ModelVersion version, DateTimeOffset at)
    {
        var weeks = Math.Max(0, (at - version.PromotedAt).TotalDays / 7);
        return Given.Errors(HoursPerBucket, Math.Sqrt(FreshLoss * (1 + decayPerWeek * weeks)));
    }
}
