using System.Runtime.InteropServices;
using Google.Protobuf;
using RetrainGrains.Learning.Onnx.Messages;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Builds a graph of ONNX node by node; each node answers with the name of its one output.</summary>
internal sealed class OnnxGraph
{
    public const string TreeDomain = "ai.onnx.ml";
    private readonly GraphProto graph = new() { Name = "model" };
    private readonly Dictionary<(string Bytes, string Dims), string> constants = [];
    private int names;

    public GraphProto Graph => graph;

    public string Add(string type, params ReadOnlySpan<string> inputs) => Add(type, [], inputs);

    public string Add(string type, IEnumerable<AttributeProto> attributes, params ReadOnlySpan<string> inputs) =>
        Add(type, "", attributes, inputs);

    public string Add(
        string type, string domain, IEnumerable<AttributeProto> attributes, params ReadOnlySpan<string> inputs)
    {
        var name = $"{type}_{names++}";
        var node = new NodeProto { Name = name, OpType = type, Domain = domain, Output = { name } };
        foreach (var input in inputs) node.Input.Add(input);
        node.Attribute.Add(attributes);
        graph.Node.Add(node);
        return name;
    }

    public string Double(double value) => Doubles([value]);

    /// <summary>Adds a constant of double precision; without dimensions it is a row.</summary>
    public string Doubles(ReadOnlySpan<double> values, params ReadOnlySpan<long> dims) =>
        Constant(
            MemoryMarshal.AsBytes(values), TensorProto.Types.DataType.Double, dims.IsEmpty ? [values.Length] : dims);

    public string Singles(ReadOnlySpan<float> values) =>
        Constant(MemoryMarshal.AsBytes(values), TensorProto.Types.DataType.Float, [values.Length]);

    public string Wholes(params ReadOnlySpan<long> values) =>
        Constant(MemoryMarshal.AsBytes(values), TensorProto.Types.DataType.Int64, [values.Length]);

    /// <summary>Adds a whole number without dimensions.</summary>
    public string Whole(long value) =>
        Constant(MemoryMarshal.AsBytes([value]), TensorProto.Types.DataType.Int64, []);

    public string Cast(string input, TensorProto.Types.DataType type) =>
        Add("Cast", [Attribute("to", (long)type)], input);

    public void Input(string name, params ReadOnlySpan<long> dims) => graph.Input.Add(Value(name, dims));

    /// <summary>Gives a node's output the name by which callers ask for it.</summary>
    public void Output(string of, string name, params ReadOnlySpan<long> dims)
    {
        graph.Node.Add(new NodeProto { Name = name, OpType = "Identity", Input = { of }, Output = { name } });
        graph.Output.Add(Value(name, dims));
    }

    public static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    public static AttributeProto Attribute(string name, IEnumerable<long> values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    public static AttributeProto Attribute(string name, IEnumerable<float> values) =>
        new() { Name = name, Floats = { values }, Type = AttributeProto.Types.AttributeType.Floats };

    public static AttributeProto Attribute(string name, IEnumerable<ByteString> values) =>
        new() { Name = name, Strings = { values }, Type = AttributeProto.Types.AttributeType.Strings };

    // Rows of single precision, as many as the caller sends.
    private static ValueInfoProto Value(string name, ReadOnlySpan<long> dims)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "rows" } } };
        foreach (var dim in dims) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = dim });
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    // Equal constants are one.
    private string Constant(ReadOnlySpan<byte> bytes, TensorProto.Types.DataType type, ReadOnlySpan<long> dims)
    {
        var key = (Convert.ToHexString(bytes), $"{type}:{string.Join(',', dims.ToArray())}");
        if (constants.TryGetValue(key, out var known)) return known;
        var name = constants[key] = $"constant_{constants.Count}";
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        foreach (var dim in dims) tensor.Dims.Add(dim);
        graph.Initializer.Add(tensor);
        return name;
    }
}
