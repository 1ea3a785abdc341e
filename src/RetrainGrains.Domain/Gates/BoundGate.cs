using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Gates;

/// <summary>The gate of the policy's absolute bounds; one verdict for each that applies to the task.</summary>
public sealed class BoundGate : IGate
{
    public string Name => "bound";

    public IEnumerable<GateVerdict> Judge(GatePolicy policy, GateCase subject)
    {
        var task = subject.Challenging.Task;
        foreach (var bound in policy.Bounds.Where(bound => Metrics.AppliesTo(bound.Metric, task)))
        {
            yield return subject.Challenging.Count < policy.MinimumRows
                ? new(Name, true, $"{Metrics.NameOf(bound.Metric)}: no later rows to judge by yet")
                : Metrics.WhyUndefined(subject.Challenging, bound.Metric, subject.HoursPerYear) is { } reason
                ? new(Name, true, $"{Metrics.NameOf(bound.Metric)} has no value, {reason}: no verdict")
                : Judge(bound, Metrics.Of(subject.Challenging, bound.Metric, subject.HoursPerYear));
        }
    }

    private GateVerdict Judge(MetricBound bound, double value) =>
        new(Name, Metrics.Keeps(bound.Metric, value, bound.Limit),
            $"{Metrics.NameOf(bound.Metric)} {Formatted.Number(value)}, "
            + $"must be {(Metrics.HigherIsBetter(bound.Metric) ? "≥" : "≤")} {Formatted.Number(bound.Limit)}");
}
