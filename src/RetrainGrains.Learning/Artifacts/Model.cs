using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Neural;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Artifacts;

/// <summary>The fitted part of an artifact: it can be written, read back and compiled for scoring.</summary>
internal abstract class Model
{
    public abstract ModelKind Kind { get; }

    public abstract void Write(ArtifactWriter writer);

    public abstract Predictor Compile();

    /// <summary>What each feature adds to the score, for the kinds where that is known exactly.</summary>
    public virtual Attribution Explain() =>
        throw new ExplanationException($"Contributions are not available for a model of kind {Kind}.");

    /// <summary>A member of a blend may be anything but a blend, so reading cannot nest deeper.</summary>
    public static Model Read(ArtifactReader reader, DatasetSchema schema, bool isMember) =>
        Read(reader.ReadEnum<ModelKind>("model kind"), reader, schema, isMember);

    protected static Model Read(ModelKind kind, ArtifactReader reader, DatasetSchema schema, bool isMember) =>
        kind switch
        {
            ModelKind.Constant => ConstantModel.Read(reader),
            ModelKind.LastValue => LastValueModel.Read(reader, schema),
            ModelKind.LastClass => LastClassModel.Read(reader, schema),
            ModelKind.Seasonal => SeasonalModel.Read(reader),
            ModelKind.Linear => LinearModel.Read(reader, schema),
            ModelKind.TreeEnsemble => TreeEnsemble.Read(reader, schema.Features.Count),
            ModelKind.Perceptron => PerceptronModel.Read(reader, schema),
            ModelKind.Calibrated => CalibratedModel.Read(reader, schema),
            _ when isMember => throw reader.Error("a blend cannot hold a blend"),
            _ => BlendModel.Read(reader, schema),
        };
}

/// <summary>Codes in the artifact format: never renumber.</summary>
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
    Calibrated = 20,
}
