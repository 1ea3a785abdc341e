using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Says a calibration in nodes of ONNX.</summary>
internal static class OnnxCalibration
{
    // A table of differences for each row: larger ones would take more memory than the model.
    private const int PointsMax = 4_096;

    public static string Add(OnnxGraph graph, CalibrationMap map, string probabilities) => map switch
    {
        PlattMap platt => OfPlatt(graph, platt, probabilities),
        IsotonicMap isotonic => OfCurve(graph, [.. isotonic.Scores], [.. isotonic.Probabilities], probabilities),
        _ => throw OnnxNodes.Refused($"calibration {map.Method} has no form there"),
    };

    private static string OfPlatt(OnnxGraph graph, PlattMap platt, string probabilities)
    {
        var margin = LogisticFunction.Margin;
        var held = graph.Add(
            "Min", graph.Add("Max", probabilities, graph.Double(margin)), graph.Double(1 - margin));
        var odds = graph.Add("Div", held, graph.Add("Sub", graph.Double(1), held));
        var scores = graph.Add("Mul", graph.Add("Log", odds), graph.Double(platt.Slope));
        return graph.Add("Sigmoid", graph.Add("Add", scores, graph.Double(platt.Intercept)));
    }

    // The first value, and what each piece of the line adds as far as a row has come along it.
    private static string OfCurve(OnnxGraph graph, double[] scores, double[] values, string probabilities)
    {
        if (scores.Length > PointsMax)
        {
            throw OnnxNodes.Refused($"its calibration has {scores.Length} points; at most {PointsMax} are written");
        }

        if (scores.Length == 1)
        {
            return graph.Add("Add", graph.Add("Mul", probabilities, graph.Double(0)), graph.Double(values[0]));
        }

        double[] widths = [.. scores.Skip(1).Zip(scores, (next, score) => next - score)];
        double[] slopes = [.. values.Skip(1).Zip(values, (next, value) => next - value).Zip(widths, (r, w) => r / w)];
        var way = graph.Add("Sub", probabilities, graph.Doubles(scores.AsSpan(0, widths.Length)));
        var part = graph.Add("Min", graph.Add("Max", way, graph.Double(0)), graph.Doubles(widths));
        return graph.Add(
            "Add", graph.Add("MatMul", part, graph.Doubles(slopes, slopes.Length, 1)), graph.Double(values[0]));
    }
}
