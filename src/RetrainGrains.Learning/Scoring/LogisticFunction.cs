namespace RetrainGrains.Learning.Scoring;

/// <summary>The logistic function and its loss, written so that no score overflows.</summary>
internal static class LogisticFunction
{
    // XGBoost's own margin for labels that are all alike.
    public const double Margin = 1e-6;

    public static double Probability(double score) => 1 / (1 + Math.Exp(-score));

    /// <summary>The score of a probability, which is held a millionth away from 0 and 1.</summary>
    public static double LogOdds(double probability)
    {
        var bounded = Math.Clamp(probability, Margin, 1 - Margin);
        return Math.Log(bounded / (1 - bounded));
    }

    // log(1 + exp(s)) - t*s, with the larger exponent taken out.
    public static double LogLoss(double target, double score) =>
        Math.Max(score, 0) + Math.Log(1 + Math.Exp(-Math.Abs(score))) - target * score;
}
