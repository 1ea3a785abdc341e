using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Neural;

/// <summary>A model of rectified units behind one output per class, whose softmax are the probabilities.</summary>
internal sealed class ClassPerceptronModel(HiddenLayer layer, double[][] outputs, double[] outputBiases) : Model
{
    public override ModelKind Kind => ModelKind.ClassPerceptron;

    public HiddenLayer Layer => layer;

    public double[][] Outputs => outputs;

    public double[] OutputBiases => outputBiases;

    public override void Write(ArtifactWriter writer)
    {
        writer.WriteInt32(layer.Units);
        writer.WriteDoubles(layer.Bias);
        foreach (var weights in outputs) writer.WriteDoubles(weights);
        writer.WriteDoubles(outputBiases);
        layer.WriteInputs(writer);
    }

    public static ClassPerceptronModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        var bias = HiddenLayer.ReadBias(reader);
        var outputs = new double[schema.ClassCount][];
        for (var label = 0; label < outputs.Length; label++)
        {
            outputs[label] = reader.ReadFiniteDoubles(bias.Length, "output weights");
        }

        var outputBiases = reader.ReadFiniteDoubles(outputs.Length, "output biases");
        return new ClassPerceptronModel(HiddenLayer.ReadInputs(reader, schema, bias), outputs, outputBiases);
    }

    public override Predictor Compile() => new Perceptron(layer, outputs, outputBiases);

    private sealed class Perceptron(HiddenLayer layer, double[][] outputs, double[] outputBiases)
        : ClassPredictor(outputs.Length)
    {
        public override void PredictClasses(
            ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities)
        {
            Span<double> hidden = stackalloc double[layer.Units];
            layer.Fill(hidden, features);
            for (var label = 0; label < outputs.Length; label++)
            {
                var score = outputBiases[label];
                for (var unit = 0; unit < hidden.Length; unit++)
                {
                    score += Math.Max(0, hidden[unit]) * outputs[label][unit];
                }

                probabilities[label] = score;
            }

            ClassProbabilities.Softmax(probabilities);
        }
    }
}
