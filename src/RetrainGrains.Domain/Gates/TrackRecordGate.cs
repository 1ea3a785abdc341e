using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Gates;

/// <summary>The gate of a blend's members: the track record must give the candidate a weight.</summary>
public sealed class TrackRecordGate : IGate
{
    public string Name => "track record";

    public IEnumerable<GateVerdict> Judge(GatePolicy policy, GateCase subject)
    {
        if (subject.Role != GateRole.Member) yield break;
        var weighs = subject.Weight > 0;
        var record = double.IsNaN(subject.Loss)
            ? "no track record yet: equal weights"
            : $"root loss {Formatted.Number(Math.Sqrt(subject.Loss))}, "
                + (double.IsNaN(subject.ServedLoss)
                    ? "nothing served yet"
                    : $"served {Formatted.Number(Math.Sqrt(subject.ServedLoss))}");
        yield return new(Name, weighs, weighs
            ? $"weight {Formatted.Percent(subject.Weight)} ({record})"
            : double.IsNaN(subject.Loss)
            ? "no weight before there is a track record"
            : $"no weight: others predict better ({record})");
    }
}
