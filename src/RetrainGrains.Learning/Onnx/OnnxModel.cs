using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Onnx;

/// <summary>A graph as its file has it, scored by ONNX Runtime, and how features and answers are wired to it.</summary>
/// <remarks>With one row at a time, the graph's first dimension is fixed at one.</remarks>
internal sealed class OnnxModel(
    ReadOnlyMemory<byte> content, OnnxInput[] inputs, OnnxOutput output, bool isOneRowAtATime, DatasetSchema schema)
    : Model
{
    private const int MinimumInputBytes = sizeof(ushort) + 2 + 2 * sizeof(int);

    public override ModelKind Kind => ModelKind.Onnx;

    /// <summary>The file as it was imported.</summary>
    public ReadOnlyMemory<byte> Content => content;

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteByte(isOneRowAtATime ? (byte)1 : (byte)0);
        writer.WriteInt32(inputs.Length);
        foreach (var input in inputs) input.Write(writer);
        output.Write(writer);
        writer.WriteInt32(content.Length);
        writer.WriteBytes(content.Span);
    }

    public static OnnxModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        var isOneRowAtATime = reader.ReadByte("rows at a time") != 0;
        var inputs = new OnnxInput[reader.ReadCount("inputs", DatasetSchema.MaximumFeatures, MinimumInputBytes)];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = OnnxInput.Read(reader, schema);
        var output = OnnxOutput.Read(reader, schema);
        var content = reader.Take(reader.ReadInt32("length of a graph"), "graph");
        return new OnnxModel(content, inputs, output, isOneRowAtATime, schema);
    }

    public override Predictor Compile()
    {
        var scoring = CreateScoring(OnnxSessions.Load(content));
        return schema.ClassCount > 0
            ? new OnnxClassPredictor(scoring, schema.ClassCount)
            : new OnnxPredictor(scoring);
    }

    public override Attribution Explain() => throw new ExplanationException(
        "A model in ONNX is scored as a whole: what each feature adds is not available.");

    /// <summary>Wires a session, which may be loaded already.</summary>
    public OnnxScoring CreateScoring(OnnxSession session) =>
        new(session, inputs, new OnnxParser(output, schema), isOneRowAtATime ? 1 : OnnxScoring.RowsPerRun, schema);
}
