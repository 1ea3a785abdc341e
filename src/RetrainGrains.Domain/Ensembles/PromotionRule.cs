using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Ensembles;

/// <summary>
/// The decision on a run's results: every verdict, the candidates' versions, and the members to serve.
/// </summary>
public sealed record PromotionDecision(
    ImmutableArray<GateReport> Verdicts, ImmutableArray<Candidate> Candidates, ImmutableArray<Member> Members,
    string Reason)
{
    public bool Promote => Members.Length > 0;
}

/// <summary>The rule that decides which challengers of a run serve and which stay in the shadow.</summary>
public static class PromotionRule
{
    public static PromotionDecision Decide(
        PromotionPolicies policies, Competition competition, RunFacts run, DateTimeOffset now)
    {
        var candidates = Install(policies.Gates, competition.Candidates, run, now);
        var installed = competition with { Candidates = candidates };
        var blend = BlendRule.Decide(policies, installed, run.Records);
        ImmutableArray<GateReport> verdicts =
        [
            .. run.Results
                .Where(result => result.Failure is null && BlendRule.IndexOf(candidates, result.Recipe) >= 0)
                .Select(result => Judge(
                    policies, installed, new Comparison(run.Buckets, run.Records, blend),
                    new Subject(result.Recipe, result.Probe, result.Validation))),
        ];
        return policies.Challengers.Combination == Combination.Blend
            ? DecideBlend(blend, candidates, verdicts)
            : DecideSingle(policies, installed, run, blend, verdicts);
    }

    /// <summary>
    /// Decides between runs which versions replace an imported champion: those whose records have become better since
    /// it was imported, with the verdicts on all. They were found sane when they became candidates' versions.
    /// </summary>
    public static PromotionDecision Succeed(
        PromotionPolicies policies, Competition competition, IReadOnlyCollection<HourBucket> buckets,
        TrackRecords records)
    {
        var candidates = competition.Candidates;
        var blend = BlendRule.Decide(policies, competition, records);
        ImmutableArray<GateReport> verdicts =
        [
            .. candidates.Where(candidate => candidate is { Competes: true, IsImported: false })
                .Select(candidate => Judge(
                    policies, competition, new Comparison(buckets, records, blend),
                    new Subject(candidate.Recipe, PredictionProbe.None, null))),
        ];
        var members = blend.Members(candidates);
        var better = verdicts.FirstOrDefault(verdict =>
            verdict.Passed && members.Any(member => member.Recipe.Name == verdict.Challenger));
        return better is null
            ? new(verdicts, candidates, [], "no record is better than the import's")
            : new(verdicts, candidates, members, $"{better.Challenger}: {better.Reason}");
    }

    private static PromotionDecision DecideBlend(
        BlendDecision blend, ImmutableArray<Candidate> candidates, ImmutableArray<GateReport> verdicts) =>
        verdicts.Any(verdict => verdict.Passed)
            ? new(verdicts, candidates, blend.Members(candidates), blend.Reason)
            : new(verdicts, candidates, [], "no challenger earned a weight");

    private static PromotionDecision DecideSingle(
        PromotionPolicies policies, Competition competition, RunFacts run, BlendDecision blend,
        ImmutableArray<GateReport> verdicts)
    {
        var candidates = competition.Candidates;
        var members = blend.Members(candidates);
        if (members.IsEmpty) return new(verdicts, candidates, [], "no challenger was trained");
        var best = members[0];
        if (competition.Champion?.Lead.ArtifactId == best.ArtifactId)
        {
            return new(verdicts, candidates, [], "the champion has the best record");
        }
        var verdict = verdicts.FirstOrDefault(report => report.Challenger == best.Recipe.Name);
        if (verdict is null)
        {
            // The best record may belong to a version of an earlier run: it still has to pass today's gates.
            verdict = Judge(
                policies, competition, new Comparison(run.Buckets, run.Records, blend),
                new Subject(best.Recipe, PredictionProbe.None, null));
            verdicts = verdicts.Add(verdict);
        }
        return new(verdicts, candidates, verdict.Passed ? members : [], verdict.Reason);
    }

    private static GateReport Judge(
        PromotionPolicies policies, Competition competition, Comparison known, Subject subject)
    {
        var candidates = competition.Candidates;
        var index = BlendRule.IndexOf(candidates, subject.Recipe);
        var (challenging, serving) =
            (new ErrorSums(competition.Schema.Answer), new ErrorSums(competition.Schema.Answer));
        foreach (var bucket in known.Buckets)
        {
            if (bucket.Candidates.Length <= index || bucket.Candidates[index].Count == 0) continue;
            challenging.Merge(bucket.Candidates[index]);
            serving.Merge(bucket.Served);
        }
        if (challenging.Count == 0 && subject.Validation is { } validation) challenging.Merge(validation.ToSums());
        var memory = policies.Challengers.LongestMemory;
        var records = known.Records;
        // The import's own record is over the same rows, also those that it did not serve.
        var servedLoss = competition.ServesImport
            ? records.Loss(memory, BlendRule.IndexOf(candidates, competition.Champion!.Lead.Recipe))
            : records.ServedLoss(memory);
        var role = competition.ServesImport ? GateRole.Successor
            : policies.Challengers.Combination == Combination.Blend ? GateRole.Member
            : GateRole.Single;
        var gateCase = new GateCase(
            subject.Recipe.Name, challenging, serving, records.Loss(memory, index), servedLoss,
            known.Blend.WeightOf(index), competition.Champion?.Lead.Recipe == subject.Recipe, subject.Probe, role)
        {
            RecordRows = records.RowsIn(memory),
            HoursPerYear = policies.Returns?.HoursPerYear ?? ReturnPolicy.AllHours,
        };
        return GateList.Judge(policies.Gates, gateCase);
    }

    // A version that is not sane is not even scored in the shadow: the candidate keeps its previous version.
    private static ImmutableArray<Candidate> Install(
        GatePolicy policy, ImmutableArray<Candidate> candidates, RunFacts run, DateTimeOffset now)
    {
        var sound = run.Results
            .Where(result =>
                result is { ArtifactId: not null, Failure: null }
                && SanityGate.IsSane(policy, result.Probe))
            .ToDictionary(result => result.Recipe);
        return [.. candidates.Select(candidate => InstallOne(candidate, run, sound, now))];
    }

    private static Candidate InstallOne(
        Candidate candidate, RunFacts run, Dictionary<Recipe, ChallengerResult> sound, DateTimeOffset now)
    {
        var firstOfTwin = candidate.Recipe.Once && candidate.Version is null;
        var source = firstOfTwin ? candidate.Recipe with { Once = false } : candidate.Recipe;
        if (!sound.TryGetValue(source, out var result) && !sound.TryGetValue(candidate.Recipe, out result))
        {
            return candidate;
        }
        var planned = run.Plan.Challengers.First(challenger => challenger.Ordinal == result.Ordinal);
        var rows = new TrainingRows(result.FirstRow, planned.To, planned.ThroughSequence, result.Rows)
        {
            Fingerprint = result.Fingerprint,
        };
        var version =
            new TrainedVersion(candidate.Recipe, result.ArtifactId!, run.Plan.RunId, now, rows, planned.Seed)
            {
                Parameters = result.Parameters ?? planned.Parameters,
                SearchedAt = result.Search is null ? candidate.Version?.SearchedAt : now,
                IsBitIdentical = result.IsBitIdentical,
                Attributions = result.Attributions,
            };
        return candidate with
        {
            Version = version,
            Previous = candidate.Version,
            Retired = candidate.Retired is { UntilTrained: true } ? null : candidate.Retired,
        };
    }

    private sealed record Comparison(
        IReadOnlyCollection<HourBucket> Buckets, TrackRecords Records, BlendDecision Blend);

    private sealed record Subject(Recipe Recipe, PredictionProbe Probe, ErrorProfile? Validation);
}
