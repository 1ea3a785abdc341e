using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Artifacts;

/// <summary>Reads the body of a model of one kind, behind the byte that names the kind.</summary>
internal delegate Model ModelReader(ArtifactReader reader, DatasetSchema schema);

/// <summary>The kinds of models that an artifact may hold, each with its reader.</summary>
internal sealed class ModelKinds(IReadOnlyDictionary<ModelKind, ModelReader> readers)
{
    /// <summary>Reads a model's kind and then the model.</summary>
    /// <remarks>
    /// A member of a blend, and a fallback, may be anything but a blend or external, so reading cannot nest deeper.
    /// </remarks>
    public Model Read(ArtifactReader reader, DatasetSchema schema, bool isMember) =>
        Read(reader.ReadEnum<ModelKind>("model kind"), reader, schema, isMember);

    public Model Read(ModelKind kind, ArtifactReader reader, DatasetSchema schema, bool isMember)
    {
        if (kind is ModelKind.Blend or ModelKind.External)
        {
            return isMember
                ? throw reader.Error("a blend or a fallback cannot hold a blend or a worker's model")
                : ReadBody(kind, reader, schema);
        }

        // A graph answers every task, by its output.
        if (kind == ModelKind.Onnx) return ReadBody(kind, reader, schema);
        var isOfClasses = kind is ModelKind.PerClass or ModelKind.ClassTransitions or ModelKind.ClassPerceptron;
        return isOfClasses != (schema.Task == PredictionTask.MulticlassClassification)
            ? throw reader.Error($"a model of kind {kind} does not answer {schema.Task}")
            : ReadBody(kind, reader, schema);
    }

    /// <summary>Reads a model whatever the task of the schema, as each class of several has its own.</summary>
    public Model ReadBody(ModelKind kind, ArtifactReader reader, DatasetSchema schema) =>
        readers.TryGetValue(kind, out var read)
            ? read(reader, schema)
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no kind that is read by itself");
}
