using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Estimation;

namespace RetrainGrains.Learning.Calibration;

/// <summary>The rising curve nearest to the outcomes, linear between its points and constant beyond them.</summary>
internal sealed class IsotonicMap(IsotonicCalibration curve) : CalibrationMap
{
    public override CalibrationMethod Method => CalibrationMethod.Isotonic;

    public ReadOnlySpan<double> Scores => curve.Scores.AsSpan();

    public ReadOnlySpan<double> Probabilities => curve.Probabilities.AsSpan();

    public override double Apply(double probability) => curve.Calibrate(probability);

    public static IsotonicMap Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> outcomes) =>
        new(IsotonicCalibration.Fit(probabilities, outcomes));

    public static new IsotonicMap Read(ArtifactReader reader)
    {
        var count = reader.ReadCount("calibration points", Dataset.MaximumRows, 2 * sizeof(double));
        var scores = reader.ReadFiniteDoubles(count, "calibration scores");
        var probabilities = new double[count];
        for (var i = 0; i < count; i++)
        {
            probabilities[i] = reader.ReadProbability("calibrated probability");
            if (i > 0 && (scores[i] <= scores[i - 1] || probabilities[i] < probabilities[i - 1]))
            {
                throw reader.Error($"calibration point {i} does not rise above the one before");
            }
        }

        return new IsotonicMap(new IsotonicCalibration([.. scores], [.. probabilities]));
    }

    protected override void WriteBody(ArtifactWriter writer)
    {
        writer.WriteInt32(curve.Scores.Length);
        writer.WriteDoubles(curve.Scores.AsSpan());
        writer.WriteDoubles(curve.Probabilities.AsSpan());
    }
}
