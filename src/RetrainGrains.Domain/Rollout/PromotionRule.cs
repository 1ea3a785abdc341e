namespace RetrainGrains.Domain.Rollout;

/// <summary>
/// What a run's results come to: every verdict, the contestants' versions, and the members that shall serve.
/// </summary>
public sealed record PromotionDecision(
    ImmutableArray<GateReport> Verdicts, ImmutableArray<Contestant> Contestants, ImmutableArray<Member> Members,
    string Reason)
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
            .. run.Results
                .Where(result => result.Failure is null && BlendRule.IndexOf(contestants, result.Recipe) >= 0)
                .Select(result => Judge(
                    state, contestants, new Comparison(run.Buckets, run.Evidence.Records, blend),
                    new Subject(result.Recipe, result.Probe, result.Validation))),
        ];
        return state.Policy.Challengers.Combination == Combination.Blend
            ? DecideBlend(blend, contestants, verdicts)
            : DecideSingle(state, run, blend, contestants, verdicts);
    }

    /// <summary>
    /// Between runs, who follows an imported champion: those whose records have become better since it came, with the
    /// verdicts on all. They were found sane when they took their seats.
    /// </summary>
    public static PromotionDecision Succeed(
        ModelState state, IReadOnlyCollection<HourBucket> buckets, TrackRecords records)
    {
        var blend = BlendRule.Decide(state, state.Contestants, records);
        ImmutableArray<GateReport> verdicts =
        [
            .. state.Contestants.Where(contestant => contestant is { Version: not null, IsImported: false })
                .Select(contestant => Judge(
                    state, state.Contestants, new Comparison(buckets, records, blend),
                    new Subject(contestant.Recipe, PredictionProbe.None, null))),
        ];
        var members = blend.Members(state.Contestants);
        var better = verdicts.FirstOrDefault(verdict =>
            verdict.Passed && members.Any(member => member.Recipe.Name == verdict.Challenger));
        return better is null
            ? new(verdicts, state.Contestants, [], "no record is better than the import's")
            : new(verdicts, state.Contestants, members, $"{better.Challenger}: {better.Reason}");
    }

    private static PromotionDecision DecideBlend(
        BlendDecision blend, ImmutableArray<Contestant> contestants, ImmutableArray<GateReport> verdicts) =>
        verdicts.Any(verdict => verdict.Passed)
            ? new(verdicts, contestants, blend.Members(contestants), blend.Reason)
            : new(verdicts, contestants, [], "no challenger earned a weight");

    private static PromotionDecision DecideSingle(
        ModelState state, RunReturned run, BlendDecision blend, ImmutableArray<Contestant> contestants,
        ImmutableArray<GateReport> verdicts)
    {
        var members = blend.Members(contestants);
        if (members.IsEmpty) return new(verdicts, contestants, [], "no challenger was trained");
        var best = members[0];
        if (state.Champion?.Lead.ArtifactId == best.ArtifactId)
        {
            return new(verdicts, contestants, [], "the champion has the best record");
        }
        var verdict = verdicts.FirstOrDefault(report => report.Challenger == best.Recipe.Name);
        if (verdict is null)
        {
            // The best record may belong to a version of an earlier run: it has to pass today's gates all the same.
            verdict = Judge(
                state, contestants, new Comparison(run.Buckets, run.Evidence.Records, blend),
                new Subject(best.Recipe, PredictionProbe.None, null));
            verdicts = verdicts.Add(verdict);
        }
        return new(verdicts, contestants, verdict.Passed ? members : [], verdict.Reason);
    }

    private static GateReport Judge(
        ModelState state, ImmutableArray<Contestant> contestants, Comparison known, Subject subject)
    {
        var index = BlendRule.IndexOf(contestants, subject.Recipe);
        var (challenging, serving) = (new ErrorSums(state.Schema.Answer), new ErrorSums(state.Schema.Answer));
        foreach (var bucket in known.Buckets)
        {
            if (bucket.Contestants.Length <= index || bucket.Contestants[index].Count == 0) continue;
            challenging.Merge(bucket.Contestants[index]);
            serving.Merge(bucket.Served);
        }
        if (challenging.Count == 0 && subject.Validation is { } validation) challenging.Merge(validation.ToSums());
        var memory = state.Policy.Challengers.LongestMemory;
        var records = known.Records;
        // The import's own record is over the same rows, also those that it did not serve.
        var servedLoss = state.ServesImport
            ? records.Loss(memory, BlendRule.IndexOf(contestants, state.Champion!.Lead.Recipe))
            : records.ServedLoss(memory);
        var gateCase = new GateCase(
            subject.Recipe.Name, challenging, serving, records.Loss(memory, index), servedLoss,
            known.Blend.WeightOf(index), state.Champion?.Lead.Recipe == subject.Recipe, subject.Probe)
        {
            RecordRows = records.RowsIn(memory),
            HoursPerYear = state.Policy.Performance.Returns?.HoursPerYear ?? ReturnSettings.AllHours,
        };
        return state.ServesImport ? GateKeeper.JudgeSuccessor(state.Policy.Gates, gateCase)
            : state.Policy.Challengers.Combination == Combination.Blend
                ? GateKeeper.JudgeMember(state.Policy.Gates, gateCase)
                : GateKeeper.JudgeSingle(state.Policy.Gates, gateCase);
    }

    // A version that cannot be trusted at all is not even scored in the shadow: its seat keeps the version before.
    private static ImmutableArray<Contestant> Install(ModelState state, RunReturned run, DateTimeOffset now)
    {
        var sound = run.Results
            .Where(result =>
                result is { ArtifactId: not null, Failure: null }
                && GateKeeper.IsSane(state.Policy.Gates, result.Probe))
            .ToDictionary(result => result.Recipe);
        return [.. state.Contestants.Select(contestant => InstallOne(contestant, run, sound, now))];
    }

    private static Contestant InstallOne(
        Contestant contestant, RunReturned run, Dictionary<Recipe, ChallengerResult> sound, DateTimeOffset now)
    {
        var firstOfTwin = contestant.Recipe.Once && contestant.Version is null;
        var source = firstOfTwin ? contestant.Recipe with { Once = false } : contestant.Recipe;
        if (!sound.TryGetValue(source, out var result) && !sound.TryGetValue(contestant.Recipe, out result))
        {
            return contestant;
        }
        var planned = run.Plan.Challengers.First(challenger => challenger.Ordinal == result.Ordinal);
        var rows = new TrainingRows(result.FirstRow, planned.To, planned.ThroughSequence, result.Rows)
        {
            Fingerprint = result.Fingerprint,
        };
        var version =
            new TrainedVersion(contestant.Recipe, result.ArtifactId!, run.Plan.RunId, now, rows, planned.Seed)
            {
                Parameters = result.Parameters ?? planned.Parameters,
                SearchedAt = result.Search is null ? contestant.Version?.SearchedAt : now,
                IsBitIdentical = result.IsBitIdentical,
                Contributions = result.Contributions,
            };
        return contestant with { Version = version, Previous = contestant.Version };
    }

    private sealed record Comparison(
        IReadOnlyCollection<HourBucket> Buckets, TrackRecords Records, BlendDecision Blend);

    private sealed record Subject(Recipe Recipe, PredictionProbe Probe, ErrorProfile? Validation);
}
