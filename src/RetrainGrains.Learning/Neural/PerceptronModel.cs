using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Neural;

/// <summary>A model of rectified units behind one output.</summary>
internal sealed class PerceptronModel(Link link, HiddenLayer layer, double[] outputs, double outputBias) : Model
{
    public override ModelKind Kind => ModelKind.Perceptron;

    public Link Link => link;

    public HiddenLayer Layer => layer;

    public double[] Outputs => outputs;

    public double OutputBias => outputBias;

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteByte((byte)link);
        writer.WriteInt32(layer.Units);
        writer.WriteDoubles(layer.Bias);
        writer.WriteDoubles(outputs);
        writer.WriteDouble(outputBias);
        layer.WriteInputs(writer);
    }

    public static PerceptronModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        var link = reader.ReadEnum<Link>("link");
        var bias = HiddenLayer.ReadBias(reader);
        var outputs = reader.ReadFiniteDoubles(bias.Length, "output weights");
        var outputBias = reader.ReadFiniteDouble("output bias");
        return new PerceptronModel(link, HiddenLayer.ReadInputs(reader, schema, bias), outputs, outputBias);
    }

    public override Predictor Compile() => new Perceptron(link, layer, outputs, outputBias);

    private sealed class Perceptron(Link link, HiddenLayer layer, double[] outputs, double outputBias) : Predictor
    {
        public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
        {
            Span<double> hidden = stackalloc double[layer.Units];
            layer.Fill(hidden, features);
            var score = outputBias;
            for (var unit = 0; unit < hidden.Length; unit++) score += Math.Max(0, hidden[unit]) * outputs[unit];
            return link.ToPrediction(score);
        }
    }
}
