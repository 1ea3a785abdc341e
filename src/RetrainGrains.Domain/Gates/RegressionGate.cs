using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Gates;

/// <summary>The gate of metrics that are not worse than the champion's by more than the policy tolerates.</summary>
public sealed class RegressionGate : IGate
{
    public string Name => "regression";

    public IEnumerable<GateVerdict> Judge(GatePolicy policy, GateCase subject)
    {
        if (!subject.IsCompared) yield break;
        var task = subject.Challenging.Task;
        foreach (var metric in policy.RegressionMetrics.Where(metric => Metrics.AppliesTo(metric, task)))
        {
            var mine = Metrics.Of(subject.Challenging, metric, subject.HoursPerYear);
            var theirs = Metrics.Of(subject.Serving, metric, subject.HoursPerYear);
            var worse = Metrics.Worsening(metric, theirs, mine);
            // Both are over the same rows; without any, the gate of rows refuses.
            var undefined = Metrics.WhyUndefined(subject.Challenging, metric, subject.HoursPerYear)
                ?? Metrics.WhyUndefined(subject.Serving, metric, subject.HoursPerYear)
                ?? (double.IsNaN(worse) ? "the champion's is not finite" : null);
            yield return undefined is not null
                ? new(Name, true, $"{Metrics.NameOf(metric)} has no value, {undefined}: no verdict")
                : new(Name, worse <= policy.RegressionTolerance,
                $"{Metrics.NameOf(metric)} {Formatted.Number(mine)} against the champion's "
                + $"{Formatted.Number(theirs)}, at most {Formatted.Percent(policy.RegressionTolerance)} worse");
        }
    }
}
