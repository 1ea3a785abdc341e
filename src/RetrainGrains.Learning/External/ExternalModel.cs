using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.External;

/// <summary>
/// A model that only the worker which trained it can read, and a fallback of ours for when there is no worker.
/// </summary>
internal sealed class ExternalModel(ReadOnlyMemory<byte> content, Model fallback) : Model
{
    public override ModelKind Kind => ModelKind.External;

    public override ReadOnlyMemory<byte>? ExternalContent => content;

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteInt32(content.Length);
        writer.WriteBytes(content.Span);
        writer.WriteByte((byte)fallback.Kind);
        fallback.Write(writer);
    }

    public override Predictor Compile() => fallback.Compile();

    public static ExternalModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        var length = reader.ReadInt32("length of a worker's model");
        if (length < 1) throw reader.Error($"length of a worker's model is {length}; it must be at least 1");
        var content = reader.Take(length, "a worker's model");
        return new ExternalModel(content, reader.Kinds.Read(reader, schema, isMember: true));
    }
}
