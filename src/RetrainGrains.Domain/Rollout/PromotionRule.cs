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
    public static PromotionDecision Decide(
        ModelState state, RunReturned run, DateTimeOffset now)
    {
        var contestants = Install(state, run, now);
        var evidence = state.Evidence with { Contestants = contestants };
        var (policy, gates) = (state.Policy.Challengers, state.Policy.Gates);
        var blend = BlendRule.Decide(policy, gates, evidence, state.Champion?.Lead.Recipe);
        var verdicts = run.Results
            .Where(result => result.Failure is null)
            .Select(result => Judge(state, evidence, run, result, blend))
            .ToImmutableArray();
        return policy.Combination == Combination.Blend
            ? DecideBlend(gates, blend, contestants, verdicts)
            : DecideSingle(state, blend, contestants, verdicts);
    }

    /// <summary>The members that the weights name.</summary>
    public static ImmutableArray<Member> MembersOf(ImmutableArray<Contestant> contestants, ImmutableArray<double> weights) =>
    [
        .. contestants.Zip(weights)
            .Where(pair => pair.Second > 0 && pair.First.Version is not null)
            .Select(pair => new Member(pair.First.Recipe, pair.First.Version!.ArtifactId, pair.Second)),
    ];

    private static PromotionDecision DecideBlend(
        GatePolicy gates, BlendDecision blend, ImmutableArray<Contestant> contestants, ImmutableArray<GateReport> verdicts)
    {
        var whole = GateKeeper.JudgeBlend(gates, blend.ExpectedLoss, blend.ServedLoss);
        var seated = verdicts.Any(verdict => verdict.Passed);
        return whole.Passed && seated
            ? new(verdicts.Add(whole), contestants, MembersOf(contestants, blend.Weights), blend.Reason)
            : new(verdicts.Add(whole), contestants, [], seated ? whole.Reason : "no challenger earned a weight");
    }

    private static PromotionDecision DecideSingle(
        ModelState state, BlendDecision blend, ImmutableArray<Contestant> contestants, ImmutableArray<GateReport> verdicts)
    {
        var members = MembersOf(contestants, blend.Weights);
        if (members.IsEmpty) return new(verdicts, contestants, [], "no challenger was trained");
        var chosen = members[0];
        if (state.Champion?.Lead.ArtifactId == chosen.ArtifactId) return new(verdicts, contestants, [], "the champion has the best record");
        var verdict = verdicts.FirstOrDefault(report => report.Challenger == chosen.Recipe.Name);
        return verdict is { Passed: false }
            ? new(verdicts, contestants, [], verdict.Reason)
            : new(verdicts, contestants, members, verdict?.Reason ?? blend.Reason);
    }

    private static GateReport Judge(
        ModelState state, Evidence evidence, RunReturned run, ChallengerResult result, BlendDecision blend)
    {
        var index = IndexOf(evidence.Contestants, result.Recipe);
        var challenging = new ErrorSums(state.Schema.Task);
        var serving = new ErrorSums(state.Schema.Task);
        foreach (var bucket in run.Buckets)
        {
            if (bucket.Contestants.Length <= index || bucket.Contestants[index].Count == 0) continue;
            challenging.Merge(bucket.Contestants[index]);
            serving.Merge(bucket.Served);
        }
        if (challenging.Count == 0 && result.Validation is { } validation) challenging.Merge(validation.ToSums());
        var record = evidence.Records.Select(TrackRecord.From).MaxBy(r => r.HalfLife);
        var subject = new GateCase(
            result.Recipe.Name, challenging, serving, record?.Loss(index) ?? double.NaN, record?.ServedMeanLoss ?? double.NaN,
            blend.Weights[index], state.Champion?.Lead.Recipe == result.Recipe, result.Probe);
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
        return [.. state.Evidence.Contestants.Select(contestant => InstallOne(contestant, run, sound, now))];
    }

    private static Contestant InstallOne(
        Contestant contestant, RunReturned run, Dictionary<Recipe, ChallengerResult> sound, DateTimeOffset now)
    {
        var firstOfTwin = contestant.Recipe.Once && contestant.Version is null;
        var source = firstOfTwin ? contestant.Recipe with { Once = false } : contestant.Recipe;
        if (!sound.TryGetValue(source, out var result) && !sound.TryGetValue(contestant.Recipe, out result)) return contestant;
        var planned = run.Plan.Challengers.First(challenger => challenger.Ordinal == result.Ordinal);
        var rows = new TrainingRows(result.FirstRow, planned.To, planned.ThroughSequence, result.Rows);
        var version = new TrainedVersion(contestant.Recipe, result.ArtifactId!, run.RunId, now, rows, planned.Seed);
        return contestant with { Version = version, Previous = contestant.Version };
    }

    private static int IndexOf(ImmutableArray<Contestant> contestants, Recipe recipe)
    {
        for (var i = 0; i < contestants.Length; i++)
        {
            if (contestants[i].Recipe == recipe) return i;
        }
        throw new ArgumentException($"{recipe} does not compete for this model", nameof(recipe));
    }
}
