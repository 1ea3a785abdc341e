namespace RetrainGrains.Domain.Windows;

/// <summary>The rows of several classes, and the log loss of those whose probabilities are known.</summary>
public readonly record struct SeveralClassSums(double Rows, double LogLoss, double LogLossRows)
{
    public double MeanLogLoss => LogLoss / LogLossRows;

    /// <summary>
    /// Adds a row; <paramref name="given"/> is the probability of the class that came, NaN where it is not known.
    /// </summary>
    public SeveralClassSums Add(double given) => double.IsNaN(given)
        ? this with { Rows = Rows + 1 }
        : new(Rows + 1, LogLoss + Losses.LogLoss(given), LogLossRows + 1);
}
