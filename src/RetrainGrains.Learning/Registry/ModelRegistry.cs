using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.External;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Neural;
using RetrainGrains.Learning.Onnx;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Registry;

/// <summary>The kinds of models by their codes in the artifact format.</summary>
/// <remarks>A new kind is one class, one code and one line here.</remarks>
public static class ModelRegistry
{
    internal static readonly ModelKinds Kinds = new(new Dictionary<ModelKind, ModelReader>
    {
        [ModelKind.Constant] = static (reader, _) => ConstantModel.Read(reader),
        [ModelKind.LastValue] = LastValueModel.Read,
        [ModelKind.LastClass] = LastClassModel.Read,
        [ModelKind.Seasonal] = static (reader, _) => SeasonalModel.Read(reader),
        [ModelKind.Linear] = LinearModel.Read,
        [ModelKind.TreeEnsemble] = static (reader, schema) => TreeEnsemble.Read(reader, schema.Features.Count),
        [ModelKind.LinearLeaves] = static (reader, schema) => LinearLeaves.Read(reader, schema.Features.Count),
        [ModelKind.Blend] = BlendModel.Read,
        [ModelKind.Perceptron] = PerceptronModel.Read,
        [ModelKind.External] = ExternalModel.Read,
        [ModelKind.PerClass] = PerClassModel.Read,
        [ModelKind.ClassTransitions] = ClassTransitionsModel.Read,
        [ModelKind.ClassPerceptron] = ClassPerceptronModel.Read,
        [ModelKind.Calibrated] = CalibratedModel.Read,
        [ModelKind.Onnx] = OnnxModel.Read,
    });

    /// <summary>Reads an artifact; an <see cref="ArtifactException"/> says what is wrong with it.</summary>
    public static Artifact Parse(ReadOnlySpan<byte> content) => Artifact.Parse(content, Kinds);
}
