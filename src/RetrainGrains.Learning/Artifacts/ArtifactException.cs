namespace RetrainGrains.Learning.Artifacts;

/// <summary>Says what is wrong with the bytes of an artifact.</summary>
public sealed class ArtifactException(string message) : Exception(message);
