using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Neural;

/// <summary>
/// A hidden layer of units. Each feature adds its inputs to all units: a number times its weights, or the weights of
/// its category; a missing value adds nothing, as if it were at its mean. Inputs hold, for each feature, the weights of
/// all units, once for a number and once for each category.
/// </summary>
internal sealed record HiddenLayer(double[] Means, double[][] Inputs, double[] Bias)
{
    public int Units => Bias.Length;

    /// <summary>Computes the input of every unit for a row, before it is rectified.</summary>
    public void Fill(Span<double> hidden, ReadOnlySpan<float> features)
    {
        Bias.CopyTo(hidden);
        for (var feature = 0; feature < Inputs.Length; feature++)
        {
            Add(hidden, Inputs[feature], Means[feature], features[feature]);
        }
    }

    public void WriteInputs(ArtifactWriter writer)
    {
        for (var feature = 0; feature < Inputs.Length; feature++)
        {
            writer.WriteDouble(Means[feature]);
            writer.WriteDoubles(Inputs[feature]);
        }
    }

    public static double[] ReadBias(ArtifactReader reader)
    {
        var units = reader.ReadCount("hidden units", PerceptronParameters.MaximumHiddenUnits, 2 * sizeof(double));
        return reader.ReadFiniteDoubles(units, "hidden biases");
    }

    public static HiddenLayer ReadInputs(ArtifactReader reader, DatasetSchema schema, double[] bias)
    {
        var means = new double[schema.Features.Count];
        var inputs = new double[means.Length][];
        for (var feature = 0; feature < means.Length; feature++)
        {
            means[feature] = reader.ReadFiniteDouble("feature mean");
            inputs[feature] = reader.ReadFiniteDoubles(
                bias.Length * Math.Max(1, schema.Features[feature].CategoryCount), "input weights");
        }

        return new HiddenLayer(means, inputs, bias);
    }

    private static void Add(Span<double> hidden, double[] weights, double mean, float value)
    {
        var isNumeric = weights.Length == hidden.Length;
        var place = isNumeric ? 0 : (long)value * hidden.Length;
        if (!float.IsFinite(value) || place < 0 || place >= weights.Length) return;
        var factor = isNumeric ? value - mean : 1;
        for (var unit = 0; unit < hidden.Length; unit++) hidden[unit] += factor * weights[(int)place + unit];
    }
}
