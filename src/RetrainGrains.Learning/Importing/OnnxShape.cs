using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RetrainGrains.Learning.Importing;

/// <summary>The type and shape of a graph's inputs and outputs, for matching and for people.</summary>
internal static class OnnxShape
{
    public static IEnumerable<string> Describe(IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        nodes.Select(node => $"{node.Key}: {Describe(node.Value)}");

    public static string Describe(NodeMetadata node) => node.OnnxValueType switch
    {
        OnnxValueType.ONNX_TYPE_TENSOR =>
            $"{Name(node.ElementDataType)} [{string.Join(", ", node.Dimensions.Select((size, i) => Name(size, i)))}]",
        OnnxValueType.ONNX_TYPE_SEQUENCE when IsOfMaps(node) => "a map of probabilities for each row",
        var other => other.ToString(),
    };

    /// <summary>Answers whether it is what ZipMap makes: a sequence of maps.</summary>
    public static bool IsOfMaps(NodeMetadata node) =>
        node.OnnxValueType == OnnxValueType.ONNX_TYPE_SEQUENCE
        && node.AsSequenceMetadata().ElementMeta.OnnxValueType == OnnxValueType.ONNX_TYPE_MAP;

    /// <summary>Answers whether it has one value for each row.</summary>
    public static bool IsOneEach(NodeMetadata node) =>
        node.IsTensor && (node.Dimensions.Length == 1 || (node.Dimensions is [_, var width] && width is 1 or -1));

    /// <summary>Counts the values of each row: −1 where the file leaves it open, and where it is no matrix.</summary>
    public static int WidthOf(NodeMetadata node) => node is { IsTensor: true, Dimensions: [_, var width] } ? width : -1;

    public static bool IsReal(NodeMetadata node) =>
        node.IsTensor && node.ElementDataType is TensorElementType.Float or TensorElementType.Double;

    public static bool IsLabel(NodeMetadata node) => node.IsTensor
        && node.ElementDataType is TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.String;

    private static string Name(TensorElementType element) => element.ToString().ToLowerInvariant();

    private static string Name(int size, int place) => size > 0 ? $"{size}" : place == 0 ? "N" : "any";
}
