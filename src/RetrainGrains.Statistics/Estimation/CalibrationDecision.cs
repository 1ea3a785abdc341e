namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The decision to calibrate scores before they are taken for probabilities, and the errors that it rests on.
/// </summary>
public sealed record CalibrationDecision(IsotonicCalibration? Calibration, double ErrorBefore, double ErrorAfter)
{
    public double Probability(double score) => Calibration?.Calibrate(score) ?? score;

    public double[] Probabilities(ReadOnlySpan<double> scores)
    {
        var probabilities = new double[scores.Length];
        for (var row = 0; row < scores.Length; row++) probabilities[row] = Probability(scores[row]);
        return probabilities;
    }
}
