namespace RetrainGrains.Learning.Onnx;

/// <summary>The codes of what an input tensor holds, in the artifact format: never renumber.</summary>
internal enum OnnxElement : byte
{
    Single = 0,
    Double = 1,
    Int64 = 2,
    Int32 = 3,
    Text = 4,
}
