using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Gates;

/// <summary>
/// The gate of a track record that is better than the champion's by the required margin; a new version of the
/// champion's own recipe need not be better.
/// </summary>
public sealed class ImprovementGate : IGate
{
    public string Name => "improvement";

    public IEnumerable<GateVerdict> Judge(GatePolicy policy, GateCase subject)
    {
        if (!subject.IsCompared || (subject.Role == GateRole.Single && subject.Incumbent)) yield break;
        var (challenger, champion) = (subject.Loss, subject.ServedLoss);
        if (double.IsNaN(challenger) || double.IsNaN(champion))
        {
            yield return new(Name, false, "no rows yet on which both have a track record");
            yield break;
        }
        var gain = champion > 0 ? (champion - challenger) / champion : challenger > 0 ? double.NegativeInfinity : 0;
        yield return new(Name, gain >= policy.MinimumImprovement,
            $"track record {Formatted.Number(challenger)} against {Formatted.Number(champion)}, "
            + $"{Formatted.Percent(Math.Abs(gain))} {(gain < 0 ? "worse" : "better")}, "
            + $"{Formatted.Percent(policy.MinimumImprovement)} are asked for");
    }
}
