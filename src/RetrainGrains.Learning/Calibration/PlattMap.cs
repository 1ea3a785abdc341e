using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Calibration;

/// <summary>The map p = 1 / (1 + exp(−(slope·s + intercept))) of a probability's log-odds s (Platt 1999).</summary>
internal sealed class PlattMap(double slope, double intercept) : CalibrationMap
{
    public double Slope => slope;

    public double Intercept => intercept;

    public override CalibrationMethod Method => CalibrationMethod.Platt;

    public override double Apply(double probability) =>
        LogisticFunction.Probability(slope * LogisticFunction.LogOdds(probability) + intercept);

    public static PlattMap Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes)
    {
        var scores = new double[probabilities.Length];
        for (var row = 0; row < scores.Length; row++) scores[row] = LogisticFunction.LogOdds(probabilities[row]);
        var (slope, intercept) = PlattFit.Of(scores, outcomes);
        return new PlattMap(slope, intercept);
    }

    public static new PlattMap Read(ArtifactReader reader) =>
        new(reader.ReadFiniteDouble("calibration slope"), reader.ReadFiniteDouble("calibration intercept"));

    protected override void WriteBody(ArtifactWriter writer)
    {
        writer.WriteDouble(slope);
        writer.WriteDouble(intercept);
    }
}
