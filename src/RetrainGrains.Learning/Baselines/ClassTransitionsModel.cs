using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Baselines;

/// <summary>
/// A model of several classes after the last one: the share with which each follows it, or follows a missing one.
/// </summary>
internal sealed class ClassTransitionsModel(int feature, double[][] probabilitiesAfter) : Model
{
    // Of at most fifty quotients.
    private const double Rounding = 1e-12;

    public override ModelKind Kind => ModelKind.ClassTransitions;

    public int Feature => feature;

    /// <summary>A row for each class, and one for a missing class.</summary>
    public double[][] ProbabilitiesAfter => probabilitiesAfter;

    /// <summary>Finds the row of a last value; a value that is no class counts as missing.</summary>
    public static int RowOf(float last, int classCount) =>
        last >= 0 && last < classCount ? (int)last : classCount;

    public override void Write(ArtifactWriter writer)
    {
        foreach (var probabilities in probabilitiesAfter) writer.WriteDoubles(probabilities);
    }

    public static ClassTransitionsModel Read(ArtifactReader reader, DatasetSchema schema)
    {
        var feature = LastValueModel.RequireFeature(reader, schema);
        var probabilitiesAfter = new double[schema.ClassCount + 1][];
        for (var row = 0; row < probabilitiesAfter.Length; row++)
        {
            probabilitiesAfter[row] = new double[schema.ClassCount];
            var sum = 0.0;
            foreach (ref var probability in probabilitiesAfter[row].AsSpan())
            {
                probability = reader.ReadProbability("probability after a class");
                sum += probability;
            }

            if (Math.Abs(sum - 1) > Rounding)
            {
                throw reader.Error($"the probabilities after a class sum to {sum}; they must sum to 1");
            }
        }

        return new ClassTransitionsModel(feature, probabilitiesAfter);
    }

    public override Predictor Compile() => new Transitions(feature, probabilitiesAfter);

    private sealed class Transitions(int feature, double[][] probabilitiesAfter)
        : ClassPredictor(probabilitiesAfter.Length - 1)
    {
        public override void PredictClasses(
            ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities) =>
            probabilitiesAfter[RowOf(features[feature], probabilities.Length)].CopyTo(probabilities);
    }
}
