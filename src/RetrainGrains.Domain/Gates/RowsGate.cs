namespace RetrainGrains.Domain.Gates;

/// <summary>The gate of enough later rows that both versions were scored on.</summary>
public sealed class RowsGate : IGate
{
    public string Name => "rows";

    public IEnumerable<GateVerdict> Judge(GatePolicy policy, GateCase subject)
    {
        if (!subject.IsCompared) yield break;
        var rows = subject.Role == GateRole.Successor
            ? Math.Min(subject.Challenging.Count, Math.Floor(subject.RecordRows))
            : subject.Challenging.Count;
        yield return new(
            Name, rows >= policy.MinimumRows, $"{rows} later rows, {policy.MinimumRows} are needed");
    }
}
