using Google.Protobuf;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Onnx;
using RetrainGrains.Learning.Onnx.Messages;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Writes models as graphs of ONNX: a tensor of rows in, predictions or probabilities out.</summary>
internal static class OnnxExporter
{
    private const string InputName = "features";

    // Of ONNX 1.12 and ONNX Runtime 1.13, and of all later ones.
    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const int TreeOperatorSet = 3;

    public static ExportedModel Export(ExportedVersion version) =>
        version.Members is [{ Member.Model: OnnxModel imported }] ? AsItCame(version, imported) : Write(version);

    private static ExportedModel AsItCame(ExportedVersion version, OnnxModel imported) => new(
        imported.Content, new ExportReport
        {
            Format = ExportFormat.Onnx,
            Learner = version.Learners,
            Contents = "the file that was imported",
            Output = "as the file has it",
            Precision = "it is the same file, byte for byte",
            Features = version.Features,
            Classes = version.Classes,
            Notes = ["inputs, and the order of classes, are the file's own: the answer to its import said which"],
        });

    private static ExportedModel Write(ExportedVersion version)
    {
        var schema = version.Schema;
        var graph = new OnnxGraph();
        graph.Input(InputName, schema.Features.Count);
        var predicted = OnnxNodes.Add(graph, version, InputName);
        var (output, width, meaning) = OutputOf(schema);
        graph.Output(graph.Cast(predicted, TensorProto.Types.DataType.Float), output, width);
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "RetrainGrains",
            Graph = graph.Graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Version = OperatorSet },
                new OperatorSetIdProto { Domain = OnnxGraph.TreeDomain, Version = TreeOperatorSet },
            },
        };
        foreach (var (name, text) in version.Described())
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = name, Value = text });
        }

        return new ExportedModel(model.ToByteArray(), new ExportReport
        {
            Format = ExportFormat.Onnx,
            Learner = version.Learners,
            Contents = ContentsOf(version, graph.Graph),
            Output = $"'{output}': {meaning}",
            Precision = "rows take the same branches; the sum of a set of trees and the answer are of single "
                + "precision, all between them of double",
            Features = version.Features,
            Classes = version.Classes,
            Notes =
            [
                $"the input '{InputName}' is a tensor of single precision, [rows, {schema.Features.Count}], with NaN "
                    + "for what is missing",
            ],
        });
    }

    private static (string Name, int Width, string Meaning) OutputOf(DatasetSchema schema) => schema.Task switch
    {
        PredictionTask.Regression => ("prediction", 1, "the prediction"),
        PredictionTask.BinaryClassification => ("probability", 1, "the probability of class 1"),
        _ => ("probabilities", schema.ClassCount, "one probability for each class"),
    };

    private static string ContentsOf(ExportedVersion version, GraphProto graph)
    {
        var members = version.Members.Sum(part => part.Member.Model is BlendModel blend ? blend.Members.Count : 1);
        var nodes = $"a graph of {graph.Node.Count} nodes";
        return members == 1 ? nodes : $"{nodes} for {members} members of a blend";
    }
}
