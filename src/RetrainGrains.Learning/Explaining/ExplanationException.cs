namespace RetrainGrains.Learning.Explaining;

/// <summary>Says why the predictions of a model cannot be explained.</summary>
public sealed class ExplanationException(string message) : Exception(message);
