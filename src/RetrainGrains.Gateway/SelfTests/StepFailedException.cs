namespace RetrainGrains.Gateway.SelfTests;

/// <summary>The end of a step that did not come to what it should, with the reason in words.</summary>
internal sealed class StepFailedException(string reason) : Exception(reason);
