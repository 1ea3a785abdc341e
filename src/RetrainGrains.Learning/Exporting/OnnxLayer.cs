using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Neural;

namespace RetrainGrains.Learning.Exporting;

/// <summary>
/// A layer of sums over all features: a number adds its distance from the mean times its weights, a category its own
/// weights, and a missing value nothing. Weights are those of all sums, once for a number and once for each category.
/// </summary>
internal sealed record OnnxLayer(double[] Means, double[][] Weights, bool[] IsCategorical, int Width)
{
    public static OnnxLayer Of(LinearModel linear) => new(
        [.. linear.Terms.Select(term => term.Mean)], [.. linear.Terms.Select(term => term.Coefficients)],
        [.. linear.Terms.Select(term => term.IsCategorical)], 1);

    public static OnnxLayer Of(HiddenLayer layer, bool[] isCategorical) =>
        new(layer.Means, layer.Inputs, isCategorical, layer.Units);

    /// <summary>Adds the sums to a graph: a column for each.</summary>
    public string Add(OnnxGraph graph, OnnxColumns columns)
    {
        var parts = new List<string>();
        long[] numbers = [.. Enumerable.Range(0, Means.Length).Where(i => !IsCategorical[i])];
        if (numbers.Length > 0) parts.Add(AddNumbers(graph, columns, numbers));
        for (var i = 0; i < Means.Length; i++)
        {
            if (!IsCategorical[i]) continue;
            var codes = Weights[i].Length / Width;
            var table = graph.Doubles([.. Weights[i], .. new double[Width]], codes + 1, Width);
            parts.Add(columns.LookUp(i, codes, table));
        }

        return parts.Aggregate((sum, part) => graph.Add("Add", sum, part));
    }

    private string AddNumbers(OnnxGraph graph, OnnxColumns columns, long[] numbers)
    {
        var values = columns.Columns(numbers);
        var distances = graph.Add("Sub", values, graph.Doubles([.. numbers.Select(i => Means[i])]));
        var known = graph.Add("Where", columns.IsFinite(values), distances, graph.Double(0));
        return graph.Add(
            "MatMul", known, graph.Doubles([.. numbers.SelectMany(i => Weights[i])], numbers.Length, Width));
    }
}
