using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Onnx.Messages;

namespace RetrainGrains.Learning.Exporting;

/// <summary>The input of a graph as a model takes it: of single precision for trees, of double for the rest.</summary>
internal sealed class OnnxColumns(OnnxGraph graph, Artifact artifact, string input, int width)
{
    private string? singles;
    private string? doubles;

    /// <summary>The rows, in which a category that the model does not know is a missing value.</summary>
    public string Singles =>
        singles ??= artifact.Model.TakesAnyCategory || !HasCategories ? input : WithKnownCategories();

    public string Doubles => doubles ??= graph.Cast(Singles, TensorProto.Types.DataType.Double);

    private bool HasCategories => artifact.Schema.Features.Any(feature => feature.Kind == FeatureKind.Categorical);

    /// <summary>Takes one feature of all rows, as a column.</summary>
    public string Column(int feature) => Columns([feature]);

    public string Columns(ReadOnlySpan<long> features) =>
        graph.Add("Gather", [OnnxGraph.Attribute("axis", 1L)], Doubles, graph.Wholes(features));

    /// <summary>Answers where a column's values are finite: a missing one is not.</summary>
    public string IsFinite(string column) =>
        graph.Add("LessOrEqual", graph.Add("Abs", column), graph.Double(float.MaxValue));

    /// <summary>
    /// Looks each row's code up in a table, a line for each; what is no code has the line behind the last one.
    /// </summary>
    public string LookUp(int feature, int codes, string table)
    {
        var values = graph.Add("Gather", [OnnxGraph.Attribute("axis", 1L)], Doubles, graph.Whole(feature));
        var isCode = graph.Add(
            "And",
            graph.Add("GreaterOrEqual", values, graph.Double(0)),
            graph.Add("Less", values, graph.Double(codes)));
        var line = graph.Cast(
            graph.Add("Where", isCode, values, graph.Double(codes)), TensorProto.Types.DataType.Int64);
        return graph.Add("Gather", table, line);
    }

    /// <summary>The same number in every row, as a column.</summary>
    public string Constant(double value)
    {
        var rows = graph.Add("Gather", graph.Add("Shape", input), graph.Wholes(0));
        var shape = graph.Add("Concat", [OnnxGraph.Attribute("axis", 0L)], rows, graph.Wholes(1));
        return graph.Add("Expand", graph.Double(value), shape);
    }

    // Nothing is at least NaN: numbers stay as they are, and so does what only other members know.
    private string WithKnownCategories()
    {
        var counts = new float[width];
        Array.Fill(counts, float.NaN);
        foreach (var (i, feature) in artifact.Schema.Features.Index())
        {
            if (feature.Kind == FeatureKind.Categorical) counts[i] = feature.CategoryCount;
        }

        var isUnknown = graph.Add("GreaterOrEqual", input, graph.Singles(counts));
        return graph.Add("Where", isUnknown, graph.Singles([float.NaN]), input);
    }
}
