namespace RetrainGrains.Domain.Gates;

/// <summary>The verdict of one gate, with its numbers in words.</summary>
public sealed record GateVerdict(string Gate, bool Passed, string Finding);

/// <summary>The verdicts of every gate on one challenger: passed only when all are.</summary>
public sealed record GateReport(string Challenger, ImmutableArray<GateVerdict> Verdicts)
{
    public bool Passed => Verdicts.All(verdict => verdict.Passed);

    public IEnumerable<GateVerdict> Failed => Verdicts.Where(verdict => !verdict.Passed);

    /// <summary>The reason in one line: the failed gates, or all of them when none failed.</summary>
    public string Reason =>
        string.Join("; ", (Passed ? Verdicts : Failed).Select(verdict => $"{verdict.Gate}: {verdict.Finding}"));
}
