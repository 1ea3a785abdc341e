namespace RetrainGrains.Statistics.Metrics;

/// <summary>The loss of a probability once the outcome is known.</summary>
public static class ClassificationLoss
{
    // A certain and wrong prediction costs at most 34.5, not infinity.
    public const double Floor = 1e-15;

    public static double Log(double probabilityOfOutcome, double floor = Floor) =>
        -Math.Log(Math.Max(probabilityOfOutcome, floor));

    public static double Log(double probability, bool outcome, double floor = Floor) =>
        Log(outcome ? probability : 1 - probability, floor);

    /// <summary>Computes Brier's loss (1950) of the one class.</summary>
    public static double Brier(double probability, bool outcome)
    {
        var error = probability - (outcome ? 1 : 0);
        return error * error;
    }
}
