namespace RetrainGrains.Learning.Onnx;

/// <summary>The codes of how an output is read, in the artifact format: never renumber.</summary>
internal enum OnnxAnswer : byte
{
    /// <summary>A tensor with one value for each row: the prediction, or the probability of class 1.</summary>
    Number = 0,

    /// <summary>A tensor with a column for each class.</summary>
    Columns = 1,

    /// <summary>A sequence with a map from labels to probabilities for each row, as ZipMap makes it.</summary>
    Maps = 2,

    /// <summary>A tensor with one label for each row, which gets probability 1.</summary>
    Label = 3,
}
