namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The decision on one test of a stream: the level it was held to, and the state to test the next one with.
/// </summary>
public sealed record OnlineDecision<TState>(TState State, double Level, bool Rejected);
