namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>One test of a stream decided: the level it was held to, and the state to test the next one with.</summary>
public sealed record OnlineDecision<TState>(TState State, double Level, bool Rejected);
