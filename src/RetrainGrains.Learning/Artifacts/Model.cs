using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.External;
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
        throw new ExplanationException($"Attributions are not available for a model of kind {Kind}.");

    /// <summary>
    /// A member of a blend, and a fallback, may be anything but a blend or external, so reading cannot nest deeper.
    /// </summary>
    public static Model Read(ArtifactReader reader, DatasetSchema schema, bool isMember) =>
        Read(reader.ReadEnum<ModelKind>("model kind"), reader, schema, isMember);

    protected static Model Read(ModelKind kind, ArtifactReader reader, DatasetSchema schema, bool isMember)
    {
        if (kind is ModelKind.Blend or ModelKind.External)
        {
            return isMember ? throw reader.Error("a blend or a fallback cannot hold a blend or a worker's model")
                : kind == ModelKind.Blend ? BlendModel.Read(reader, schema)
                : ExternalModel.Read(reader, schema);
        }

        var isOfClasses = kind is ModelKind.PerClass or ModelKind.ClassTransitions or ModelKind.ClassPerceptron;
        return isOfClasses != (schema.Task == LearningTask.MulticlassClassification)
            ? throw reader.Error($"a model of kind {kind} does not answer {schema.Task}")
            : Read(reader, schema, kind);
    }

    private static Model Read(ArtifactReader reader, DatasetSchema schema, ModelKind kind) =>
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
            ModelKind.PerClass => PerClassModel.Read(reader, schema),
            ModelKind.ClassTransitions => ClassTransitionsModel.Read(reader, schema),
            ModelKind.ClassPerceptron => ClassPerceptronModel.Read(reader, schema),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no kind that is read by itself"),
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
    External = 8,
    PerClass = 9,
    ClassTransitions = 10,
    ClassPerceptron = 11,
    Calibrated = 20,
}
