using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Neural;

/// <summary>
/// One hidden layer of rectified units. Each feature adds its inputs to all units: a number times its weights, or the
/// weights of its category; a missing value adds nothing, as if it were at its mean. Inputs hold, for each feature, the
/// weights of all units, once for a number and once for each category.
/// </summary>
internal sealed class PerceptronModel(
    Link link, double[] means, double[][] inputs, double[] hiddenBias, double[] outputs, double outputBias) : Model
{
    public override ModelKind Kind => ModelKind.Perceptron;

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteByte((byte)link);
        writer.WriteInt32(hiddenBias.Length);
        writer.WriteDoubles(hiddenBias);
        writer.WriteDoubles(outputs);
        writer.WriteDouble(outputBias);
        for (var feature = 0; feature < inputs.Length; feature++)
        {
            writer.WriteDouble(means[feature]);
            writer.WriteDoubles(inputs[feature]);
        }
    }

    public static PerceptronModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        var link = reader.ReadEnum<Link>("link");
        var units = reader.ReadCount("hidden units", PerceptronParameters.MaximumHiddenUnits, 2 * sizeof(double));
        var hiddenBias = reader.ReadFiniteDoubles(units, "hidden biases");
        var outputs = reader.ReadFiniteDoubles(units, "output weights");
        var outputBias = reader.ReadFiniteDouble("output bias");
        var means = new double[schema.Features.Count];
        var inputs = new double[means.Length][];
        for (var feature = 0; feature < means.Length; feature++)
        {
            means[feature] = reader.ReadFiniteDouble("feature mean");
            inputs[feature] = reader.ReadFiniteDoubles(
                units * Math.Max(1, schema.Features[feature].CategoryCount), "input weights");
        }

        return new PerceptronModel(link, means, inputs, hiddenBias, outputs, outputBias);
    }

    public override Predictor Compile() => new Perceptron(link, means, inputs, hiddenBias, outputs, outputBias);

    private sealed class Perceptron(
        Link link, double[] means, double[][] inputs, double[] hiddenBias, double[] outputs, double outputBias)
        : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
        {
            Span<double> hidden = stackalloc double[hiddenBias.Length];
            hiddenBias.CopyTo(hidden);
            for (var feature = 0; feature < inputs.Length; feature++)
            {
                Add(hidden, inputs[feature], means[feature], features[feature]);
            }

            var score = outputBias;
            for (var unit = 0; unit < hidden.Length; unit++)
            {
                score += Math.Max(0, hidden[unit]) * outputs[unit];
            }

            return link.ToPrediction(score);
        }

        private static void Add(Span<double> hidden, double[] weights, double mean, float value)
        {
            var isNumeric = weights.Length == hidden.Length;
            var place = isNumeric ? 0 : (long)value * hidden.Length;
            if (!float.IsFinite(value) || place < 0 || place >= weights.Length)
            {
                return;
            }

            var factor = isNumeric ? value - mean : 1;
            for (var unit = 0; unit < hidden.Length; unit++)
            {
                hidden[unit] += factor * weights[(int)place + unit];
            }
        }
    }
}
