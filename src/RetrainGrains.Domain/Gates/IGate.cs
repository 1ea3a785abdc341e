namespace RetrainGrains.Domain.Gates;

/// <summary>
/// A condition that a challenger must meet before it may serve. A policy names it (<see cref="GatePolicy.Use"/>); to
/// add one, write a class and list it in <see cref="GateList"/>.
/// </summary>
public interface IGate
{
    /// <summary>The name in policies and verdicts; it is stored and never changes.</summary>
    string Name { get; }

    /// <summary>Judges a challenger: one verdict for each aspect, and none when the gate does not apply.</summary>
    IEnumerable<GateVerdict> Judge(GatePolicy policy, GateCase subject);
}
