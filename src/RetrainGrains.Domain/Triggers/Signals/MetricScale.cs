using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>
/// A metric on a scale on which more is worse, as its rule defines it: the worsening against the reference, the size of
/// an error, or the negative of a metric for which higher is better.
/// </summary>
internal sealed class MetricScale(PerformanceEvidence evidence)
{
    // A small step beyond or within an edge, so that rounding does not decide.
    private const double Hair = 1e-9;

    private readonly bool isBound = evidence.Kind == RuleKind.Bound;
    private readonly bool higherIsBetter = Metrics.HigherIsBetter(evidence.Metric);

    public double Value => isBound ? Turned(evidence.Current) : evidence.Worsening;

    public double Limit => isBound ? Turned(evidence.Limit) : evidence.Limit;

    /// <summary>
    /// Computes the value at which an open alert clears: this share of the limit. For a metric that is better when
    /// higher, the share is of the difference between the limit and 1, the best value of most of them; or of the limit
    /// itself when that is above 1.
    /// </summary>
    public double Clearing(double clearAt) =>
        !isBound || !higherIsBetter ? Limit * clearAt
            : evidence.Limit < 1 ? Turned(1 - (1 - evidence.Limit) * clearAt)
            : Turned(evidence.Limit * (2 - clearAt));

    /// <summary>The current value, in words.</summary>
    public string Now => isBound ? Formatted.Number(evidence.Current) : Deviation(Value);

    public string Beyond(double edge) => isBound
        ? $"{(higherIsBetter ? "below" : "above")} {Formatted.Number(Turned(edge))}"
        : $"more than {Deviation(edge)} its reference";

    public string Within(double edge) => isBound
        ? $"{(higherIsBetter ? "at least" : "at most")} {Formatted.Number(Turned(edge))}"
        : $"at most {Deviation(edge)} its reference";

    /// <summary>Makes the same evidence with the metric just beyond an edge or just within it.</summary>
    public PerformanceEvidence At(double edge, bool beyond)
    {
        var hair = Hair * Math.Max(1, Math.Abs(edge));
        var value = beyond ? edge + hair : edge - hair;
        var change = value * Math.Abs(evidence.Reference);
        var current = isBound
            ? higherIsBetter ? -value : value
            : evidence.Reference + (higherIsBetter ? -change : change);
        return evidence with
        {
            Current = current,
            Worsening = isBound ? Metrics.Worsening(evidence.Metric, evidence.Reference, current) : value,
        };
    }

    private double Turned(double value) => higherIsBetter ? -value : Math.Abs(value);

    private string Deviation(double worsening) =>
        $"{Formatted.Percent(Math.Abs(worsening))} {(worsening < 0 == higherIsBetter ? "above" : "below")}";
}
