using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Gates;

/// <summary>The gate of predictions whose errors do not all lie on one side.</summary>
public sealed class UnbiasedGate : IGate
{
    private const double ShareMax = 0.5;

    public string Name => "unbiased";

    public IEnumerable<GateVerdict> Judge(GatePolicy policy, GateCase subject)
    {
        if (subject.Challenging.Count < policy.MinimumRows) yield break;
        var bias = Math.Abs(Metrics.Of(subject.Challenging, Metric.Bias));
        var error = Metrics.Of(subject.Challenging, Metric.Mae);
        yield return new GateVerdict(
            Name, bias <= ShareMax * error,
            $"bias {Formatted.Number(bias)} of a mean error of {Formatted.Number(error)}");
    }
}
