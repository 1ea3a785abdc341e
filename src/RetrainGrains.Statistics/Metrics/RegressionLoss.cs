namespace RetrainGrains.Statistics.Metrics;

/// <summary>The loss of one prediction. The mean of a loss over rows is the metric of that name.</summary>
public static class RegressionLoss
{
    public static double Squared(double prediction, double outcome) => (prediction - outcome) * (prediction - outcome);

    public static double Absolute(double prediction, double outcome) => Math.Abs(prediction - outcome);

    /// <summary>Computes the absolute error as a share of the outcome; none where the outcome is zero.</summary>
    public static double? Relative(double prediction, double outcome) =>
        outcome == 0 ? null : Math.Abs((prediction - outcome) / outcome);

    /// <summary>The error as a share of the mean size of both, 0 to 2; two zeros agree.</summary>
    public static double Symmetric(double prediction, double outcome)
    {
        var size = (Math.Abs(prediction) + Math.Abs(outcome)) / 2;
        return size == 0 ? 0 : Math.Abs(prediction - outcome) / size;
    }

    /// <summary>
    /// Computes the loss that is least when the prediction is this quantile of the outcome (Koenker and Bassett 1978).
    /// </summary>
    public static double Pinball(double prediction, double outcome, double quantile)
    {
        if (!(quantile is > 0 and < 1))
        {
            throw new ArgumentException($"quantile is {quantile}; it must be between 0 and 1", nameof(quantile));
        }
        var missing = outcome - prediction;
        return missing >= 0 ? quantile * missing : (quantile - 1) * missing;
    }

    /// <summary>The deviance of a count under a Poisson distribution with the predicted mean.</summary>
    public static double Poisson(double prediction, double outcome)
    {
        if (!(prediction > 0))
        {
            throw new ArgumentException($"prediction is {prediction}; it must be above 0", nameof(prediction));
        }
        if (!(outcome >= 0))
        {
            throw new ArgumentException($"outcome is {outcome}; it must not be below 0", nameof(outcome));
        }
        var entropy = outcome == 0 ? 0 : outcome * Math.Log(outcome / prediction);
        return 2 * (entropy - outcome + prediction);
    }
}
