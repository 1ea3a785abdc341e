namespace RetrainGrains.Learning.Onnx;

/// <summary>The error of an output in another shape or type than the one that was wired.</summary>
internal sealed class OnnxAnswerException(string message) : Exception(message);
