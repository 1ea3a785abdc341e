namespace RetrainGrains.Domain.Gates;

/// <summary>Is the challenger good enough? Every gate answers, also after one has said no.</summary>
public static class GateKeeper
{
    /// <summary>
    /// A challenger for a seat in the blend: its recipe's weight decides, if the version itself is sound.
    /// </summary>
    public static GateReport JudgeMember(GatePolicy policy, GateCase subject) =>
        new(subject.Challenger, [Sanity(policy, subject.Probe), .. Bounds(policy, subject), Seat(subject)]);

    /// <summary>
    /// A challenger that would serve alone: it must beat the champion, unless it is the champion's own recipe.
    /// </summary>
    public static GateReport JudgeSingle(GatePolicy policy, GateCase subject)
    {
        var verdicts = ImmutableArray.CreateBuilder<GateVerdict>();
        verdicts.Add(Sanity(policy, subject.Probe));
        verdicts.AddRange(Bounds(policy, subject));
        if (subject.Serving.Count > 0)
        {
            verdicts.Add(EnoughRows(policy, subject.Challenging.Count));
            verdicts.AddRange(NoRegression(policy, subject));
            if (!subject.Incumbent) verdicts.Add(Improvement(policy, subject.Loss, subject.ServedLoss));
        }
        return new GateReport(subject.Challenger, verdicts.ToImmutable());
    }

    /// <summary>
    /// A challenger that would follow an imported champion, on which no run of ours has had a say: without rows that
    /// both were scored on nothing takes its place.
    /// </summary>
    public static GateReport JudgeSuccessor(GatePolicy policy, GateCase subject) => new(
        subject.Challenger,
        [
            Sanity(policy, subject.Probe), .. Bounds(policy, subject),
            EnoughRows(policy, Math.Min(subject.Challenging.Count, Math.Floor(subject.RecordRows))),
            .. NoRegression(policy, subject), Improvement(policy, subject.Loss, subject.ServedLoss),
        ]);

    private static GateVerdict Seat(GateCase subject)
    {
        var seated = subject.Weight > 0;
        var record = double.IsNaN(subject.Loss)
            ? "no track record yet: equal weights"
            : $"root loss {Words.Number(Math.Sqrt(subject.Loss))}, "
                + $"served {Words.Number(Math.Sqrt(subject.ServedLoss))}";
        return new("track record", seated, seated
            ? $"weight {Words.Percent(subject.Weight)} ({record})"
            : $"no weight: others predict better ({record})");
    }

    private static GateVerdict EnoughRows(GatePolicy policy, double rows) =>
        new("evidence", rows >= policy.MinimumRows, $"{rows} later rows, {policy.MinimumRows} are needed");

    private static IEnumerable<GateVerdict> Bounds(GatePolicy policy, GateCase subject)
    {
        var task = subject.Challenging.Task;
        foreach (var bound in policy.Bounds.Where(bound => Metrics.AppliesTo(bound.Metric, task)))
        {
            yield return subject.Challenging.Count < policy.MinimumRows
                ? new("bound", true, $"{Words.Name(bound.Metric)}: no later rows to judge by yet")
                : WithinBound(bound, Metrics.Of(subject.Challenging, bound.Metric, subject.HoursPerYear));
        }
    }

    private static GateVerdict WithinBound(MetricBound bound, double value) =>
        new("bound", Metrics.Keeps(bound.Metric, value, bound.Limit),
            $"{Words.Name(bound.Metric)} {Words.Number(value)}, "
            + $"must be {(Metrics.HigherIsBetter(bound.Metric) ? "≥" : "≤")} {Words.Number(bound.Limit)}");

    private static IEnumerable<GateVerdict> NoRegression(GatePolicy policy, GateCase subject)
    {
        var task = subject.Challenging.Task;
        foreach (var metric in policy.RegressionMetrics.Where(metric => Metrics.AppliesTo(metric, task)))
        {
            var mine = Metrics.Of(subject.Challenging, metric, subject.HoursPerYear);
            var theirs = Metrics.Of(subject.Serving, metric, subject.HoursPerYear);
            var worse = Metrics.Worsening(metric, theirs, mine);
            // NaN means that there is no common row yet; the evidence gate says so.
            yield return new("regression", !(worse > policy.RegressionTolerance),
                $"{Words.Name(metric)} {Words.Number(mine)} against the champion's {Words.Number(theirs)}, "
                + $"at most {Words.Percent(policy.RegressionTolerance)} worse");
        }
    }

    private static GateVerdict Improvement(GatePolicy policy, double challenger, double champion)
    {
        var gain = champion == 0 ? 0 : (champion - challenger) / champion;
        return new("improvement", gain >= policy.MinimumImprovement,
            $"track record {Words.Number(challenger)} against {Words.Number(champion)}, "
            + $"{Words.Percent(Math.Abs(gain))} {(gain < 0 ? "worse" : "better")}, "
            + $"{Words.Percent(policy.MinimumImprovement)} are asked for");
    }

    /// <summary>
    /// Finite predictions that do not leave the range of recent outcomes by more than the policy's margin.
    /// </summary>
    public static bool IsSane(GatePolicy policy, PredictionProbe probe)
    {
        var margin = (probe.OutcomeHigh - probe.OutcomeLow) * policy.SanityMargin;
        return probe.NotFinite == 0 && (probe.Rows == 0
            || (probe.PredictionLow >= probe.OutcomeLow - margin
                && probe.PredictionHigh <= probe.OutcomeHigh + margin));
    }

    private static GateVerdict Sanity(GatePolicy policy, PredictionProbe probe)
    {
        var passed = IsSane(policy, probe);
        if (probe.NotFinite > 0)
        {
            return new("sanity", passed, $"{probe.NotFinite} of {probe.Rows} predictions are not finite");
        }
        return new("sanity", passed, probe.Rows == 0
            ? "no recent rows to look at"
            : $"predictions {Words.Number(probe.PredictionLow)} … {Words.Number(probe.PredictionHigh)} "
                + $"on {probe.Rows} recent rows, "
                + $"outcomes {Words.Number(probe.OutcomeLow)} … {Words.Number(probe.OutcomeHigh)}");
    }
}
