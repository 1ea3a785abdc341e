namespace RetrainGrains.Learning.Artifacts;

/// <summary>The codes of model kinds in the artifact format: never renumber.</summary>
internal enum ModelKind : byte
{
    Constant = 0,
    LastValue = 1,
    LastClass = 2,
    Seasonal = 3,
    Linear = 4,
    TreeEnsemble = 5,
    Blend = 6,
    Perceptron = 7,
    External = 8,
    PerClass = 9,
    ClassTransitions = 10,
    ClassPerceptron = 11,
    LinearLeaves = 12,
    Calibrated = 20,
    Onnx = 21,
}
