namespace Orleans.Simulation;

/// <summary>The simulation cannot go on, or can no longer be repeated exactly.</summary>
public sealed class SimulationException(string message) : Exception(message);
