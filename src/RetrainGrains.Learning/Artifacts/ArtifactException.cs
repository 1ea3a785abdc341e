namespace RetrainGrains.Learning.Artifacts;

/// <summary>The error of bytes that are no valid artifact.</summary>
public sealed class ArtifactException(string message) : Exception(message);
