using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using RetrainGrains.Learning.Onnx;

namespace RetrainGrains.Learning.Importing;

/// <summary>Makes an artifact of a model in ONNX, which ONNX Runtime scores as it stands.</summary>
public static class OnnxImporter
{
    public const string LearnerName = "onnx";

    // ONNX's own operators, and those that ONNX Runtime brings along, as its quantised models use them.
    private static readonly string[] Domains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    /// <summary>
    /// Imports a model: one tensor with all features or one input for each, and as its answer a number, probabilities
    /// or a label. Without a schema its own inputs and outputs make one.
    /// </summary>
    public static ImportedModel Read(ReadOnlyMemory<byte> model, ImportTarget? target = null)
    {
        var content = model.ToArray();
        var file = ReadFile(content);
        var session = Load(content);
        var features = OnnxFeatures.Match(session, target);
        var schema = target?.Schema ?? OnnxAnswers.SchemaOf(session, file, features.Descriptions);
        var answers = OnnxAnswers.Choose(session, file, schema, target?.Classes);
        var graph = OnnxTrial.Hold(
            isOneRow => new OnnxModel(content, features.Inputs, answers.Output, isOneRow, schema), session, schema);
        return ImportedModel.Wrap(schema, graph.Model, new ImportReport
        {
            Format = LearnerName,
            Objective = "",
            Link = "graph",
            Producer = file.Producer,
            Opsets = [.. file.Opsets],
            Inputs = [.. OnnxShape.Describe(session.Inputs)],
            Outputs = [.. OnnxShape.Describe(session.Outputs)
                .Select(text => text.StartsWith($"{answers.Output.Name}: ", StringComparison.Ordinal)
                    ? $"{text}, read as {answers.Meaning}"
                    : $"{text}, not read")],
            Classes = answers.Classes,
            Features = [.. features.Read],
            Notes = [.. features.Notes, .. answers.Notes, .. graph.Notes],
        });
    }

    private static OnnxFile ReadFile(byte[] content)
    {
        OnnxFile file;
        try
        {
            file = OnnxFile.Read(content);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ImportException($"This is no whole file of ONNX: {error.Message}");
        }

        if (!file.HasGraph) throw new ImportException("This is no file of ONNX: it holds no graph.");
        if (file.OutsideTensor is { } tensor)
        {
            throw new ImportException(
                $"The values of '{tensor}' are in another file: save the model with all of its data in one.");
        }

        string[] unknown = [.. file.Operators.Where(name => !IsKnown(name, file)).Order(StringComparer.Ordinal)];
        return unknown.Length == 0
            ? file
            : throw new ImportException(
                $"The model needs operators that ONNX Runtime does not bring along: {string.Join(", ", unknown)}.");
    }

    private static bool IsKnown(string name, OnnxFile file)
    {
        var domain = name[..Math.Max(0, name.LastIndexOf('.'))];
        return Domains.Contains(domain) || file.FunctionDomains.Contains(domain);
    }

    private static OnnxSession Load(byte[] content)
    {
        try
        {
            return OnnxSessions.Load(content);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ImportException($"ONNX Runtime does not load the model: {error.Message}");
        }
    }
}
