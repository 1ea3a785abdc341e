namespace RetrainGrains.Fleet.Replay;

/// <summary>A replay cannot go on, or can no longer be repeated exactly.</summary>
public sealed class ReplayException(string message) : Exception(message);
