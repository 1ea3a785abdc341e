using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Gates;

/// <summary>
/// The gate of finite predictions that do not leave the range of recent outcomes by more than the policy's margin.
/// </summary>
public sealed class SanityGate : IGate
{
    public string Name => "sanity";

    public IEnumerable<GateVerdict> Judge(GatePolicy policy, GateCase subject)
    {
        var probe = subject.Probe;
        yield return new(Name, IsSane(policy, probe), Describe(probe));
    }

    /// <summary>
    /// Returns true when a version's predictions are sane; one that is not sane is not even scored in the shadow.
    /// </summary>
    public static bool IsSane(GatePolicy policy, PredictionProbe probe)
    {
        var margin = (probe.OutcomeHigh - probe.OutcomeLow) * policy.SanityMargin;
        return probe.NotFinite == 0 && (probe.Rows == 0
            || (probe.PredictionLow >= probe.OutcomeLow - margin
                && probe.PredictionHigh <= probe.OutcomeHigh + margin));
    }

    private static string Describe(PredictionProbe probe)
    {
        if (probe.NotFinite > 0) return $"{probe.NotFinite} of {probe.Rows} predictions are not finite";
        return probe.Rows == 0
            ? "no recent rows to look at"
            : $"predictions {Formatted.Number(probe.PredictionLow)} … {Formatted.Number(probe.PredictionHigh)} "
                + $"on {probe.Rows} recent rows, "
                + $"outcomes {Formatted.Number(probe.OutcomeLow)} … {Formatted.Number(probe.OutcomeHigh)}";
    }
}
