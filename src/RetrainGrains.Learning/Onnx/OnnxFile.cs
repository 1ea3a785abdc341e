using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf;
using RetrainGrains.Learning.Onnx.Messages;

namespace RetrainGrains.Learning.Onnx;

/// <summary>The facts of a file that ONNX Runtime does not tell: opsets, operators, labels, outside data.</summary>
internal sealed class OnnxFile
{
    /// <summary>
    /// The key of metadata with a list of texts in JSON: what a tensor's columns are is said nowhere else in a file.
    /// </summary>
    public const string FeatureNamesKey = "feature_names";

    private readonly HashSet<string> operators = new(StringComparer.Ordinal);
    private readonly List<ImmutableArray<string>> labels = [];

    private OnnxFile(ModelProto model)
    {
        Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim();
        Opsets = [.. model.OpsetImport.OrderBy(opset => opset.Domain, StringComparer.Ordinal)
            .Select(opset => $"{(opset.Domain.Length == 0 ? "ai.onnx" : opset.Domain)} {opset.Version}")];
        FunctionDomains = [.. model.Functions.Select(function => function.Domain)];
        HasGraph = model.Graph is not null;
        if (model.Graph is { } graph) Look(graph);
        foreach (var node in model.Functions.SelectMany(function => function.Node)) Look(node);
    }

    /// <summary>The program that wrote it, and its version; empty where the file does not tell.</summary>
    public string Producer { get; }

    /// <summary>The version of each domain's operators.</summary>
    public ImmutableArray<string> Opsets { get; }

    /// <summary>The operators of all nodes, each with its domain where that is not ONNX's own.</summary>
    public IReadOnlySet<string> Operators => operators;

    /// <summary>The domains whose operators the file itself defines.</summary>
    public ImmutableHashSet<string> FunctionDomains { get; }

    /// <summary>The labels of classes that classifiers in the graph name, one list for each that does.</summary>
    public IReadOnlyList<ImmutableArray<string>> Labels => labels;

    /// <summary>The first tensor whose values are in another file; null where there is none.</summary>
    public string? OutsideTensor { get; private set; }

    public bool HasGraph { get; }

    /// <summary>
    /// Reads a file; an <see cref="InvalidProtocolBufferException"/> where it is no message, or graphs lie within
    /// graphs deeper than the parser goes.
    /// </summary>
    public static OnnxFile Read(byte[] content) => new(ModelProto.Parser.ParseFrom(content));

    private void Look(GraphProto graph)
    {
        foreach (var node in graph.Node) Look(node);
        foreach (var tensor in graph.Initializer) Look(tensor);
        foreach (var tensor in graph.SparseInitializer) Look(tensor);
    }

    private void Look(NodeProto node)
    {
        operators.Add(node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}");
        foreach (var attribute in node.Attribute) Look(attribute);
    }

    private void Look(AttributeProto attribute)
    {
        if (attribute.Name.StartsWith("classlabels_", StringComparison.Ordinal))
        {
            ImmutableArray<string> found =
            [
                .. attribute.Ints.Select(number => number.ToString(CultureInfo.InvariantCulture)),
                .. attribute.Strings.Select(text => text.ToStringUtf8()),
            ];
            if (found.Length > 0) labels.Add(found);
        }

        if (attribute.T is { } one) Look(one);
        if (attribute.SparseTensor is { } sparse) Look(sparse);
        if (attribute.G is { } graph) Look(graph);
        foreach (var tensor in attribute.Tensors) Look(tensor);
        foreach (var tensor in attribute.SparseTensors) Look(tensor);
        foreach (var inner in attribute.Graphs) Look(inner);
    }

    private void Look(SparseTensorProto tensor)
    {
        if (tensor.Values is { } values) Look(values);
        if (tensor.Indices is { } indices) Look(indices);
    }

    private void Look(TensorProto tensor)
    {
        if (tensor.ExternalData.Count > 0 || tensor.DataLocation == TensorProto.Types.DataLocation.External)
            OutsideTensor ??= tensor.Name;
    }
}
