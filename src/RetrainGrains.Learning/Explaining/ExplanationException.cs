namespace RetrainGrains.Learning.Explaining;

/// <summary>The error of a model whose predictions cannot be explained.</summary>
public sealed class ExplanationException(string message) : Exception(message);
