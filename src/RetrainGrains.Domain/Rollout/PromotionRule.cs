namespace RetrainGrains.Domain.Rollout;

/// <summary>What a run's results come to: every verdict, the contestants' versions, and the members that shall serve.</summary>
public sealed record PromotionDecision(
    ImmutableArray<GateReport> Verdicts, ImmutableArray<Contestant> Contestants, ImmutableArray<Member> Members, string Reason)
{
    public bool Promote => Members.Length > 0;
}

/// <summary>Which challengers of a run shall serve, and which stay in the shadow?</summary>
public static class PromotionRule
{
    public static PromotionDecision Decide(ModelState state, RunReturned run, DateTimeOffset now)
    {
        var contestants = Install(state, run, now);
        var blend = BlendRule.Decide(state, contestants, run.Evidence.Records);
        ImmutableArray<GateReport> verdicts =
        [
            .. run.Results.Where(result => result.Failure is null).Select(result => Judge(state, contestants, run, result, blend)),
        ];
        return state.Policy.Challengers.Combination == Combination.Blend
            ? DecideBlend(blend, contestants, verdicts)
            : DecideSingle(state, blend, contestants, verdicts);
    }

    private static PromotionDecision DecideBlend(
        BlendDecision blend, ImmutableArray<Contestant> contestants, ImmutableArray<GateReport> verdicts) =>
        verdicts.Any(verdict => verdict.Passed)
            ? new(verdicts, contestants, blend.Members(contestants), blend.Reason)
            : new(verdicts, contestants, [], "no challenger earned a weight");

    private static PromotionDecision DecideSingle(
        ModelState state, BlendDecision blend, ImmutableArray<Contestant> contestants, ImmutableArray<GateReport> verdicts)
    {
        var members = blend.Members(contestants);
        if (members.IsEmpty) return new(verdicts, contestants, [], "no challenger was trained");
        if (state.Champion?.Lead.ArtifactId == members[0].ArtifactId) return new(verdicts, contestants, [], "the champion has the best record");
        var verdict = verdicts.FirstOrDefault(report => report.Challenger == members[0].Recipe.Name);
        return verdict is { Passed: false }
            ? new(verdicts, contestants, [], verdict.Reason)
            : new(verdicts, contestants, members, verdict?.Reason ?? blend.Reason);
    }

    private static GateReport Judge(
        ModelState state, ImmutableArray<Contestant> contestants, RunReturned run, ChallengerResult result, BlendDecision blend)
    {
        var index = BlendRule.IndexOf(contestants, result.Recipe);
        var (challenging, serving) = (new ErrorSums(state.Schema.Task), new ErrorSums(state.Schema.Task));
        foreach (var bucket in run.Buckets)
        {
            if (bucket.Contestants.Length <= index || bucket.Contestants[index].Count == 0) continue;
            challenging.Merge(bucket.Contestants[index]);
            serving.Merge(bucket.Served);
        }
        if (challenging.Count == 0 && result.Validation is { } validation) challenging.Merge(validation.ToSums());
        var memory = state.Policy.Challengers.LongestMemory;
        var records = run.Evidence.Records;
        var subject = new GateCase(
            result.Recipe.Name, challenging, serving, records.Loss(memory, index), records.ServedLoss(memory),
            blend.WeightOf(index), state.Champion?.Lead.Recipe == result.Recipe, result.Probe);
        return state.Policy.Challengers.Combination == Combination.Blend
            ? GateKeeper.JudgeMember(state.Policy.Gates, state.Policy.Challengers, subject)
            : GateKeeper.JudgeSingle(state.Policy.Gates, subject);
    }

    // A version that cannot be trusted at all is not even scored in the shadow: its seat keeps the version before.
    private static ImmutableArray<Contestant> Install(ModelState state, RunReturned run, DateTimeOffset now)
    {
        var sound = run.Results
            .Where(result => result.ArtifactId is not null && GateKeeper.IsSane(state.Policy.Gates, result.Probe))
            .ToDictionary(result => result.Recipe);
        return [.. state.Contestants.Select(contestant => InstallOne(contestant, run, sound, now))];
    }

    private static Contestant InstallOne(
        Contestant contestant, RunReturned run, Dictionary<Recipe, ChallengerResult> sound, DateTimeOffset now)
    {
        var firstOfTwin = contestant.Recipe.Once && contestant.Version is null;
        var source = firstOfTwin ? contestant.Recipe with { Once = false } : contestant.Recipe;
        if (!sound.TryGetValue(source, out var result) && !sound.TryGetValue(contestant.Recipe, out result)) return contestant;
        var planned = run.Plan.Challengers.First(challenger => challenger.Ordinal == result.Ordinal);
        var rows = new TrainingRows(result.FirstRow, planned.To, planned.ThroughSequence, result.Rows);
        var version = new TrainedVersion(contestant.Recipe, result.ArtifactId!, run.Plan.RunId, now, rows, planned.Seed);
        return contestant with { Version = version, Previous = contestant.Version };
    }
}
