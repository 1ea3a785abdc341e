namespace RetrainGrains.Learning.Linear;

/// <summary>The logistic function and its loss, written so that no score overflows.</summary>
internal static class LogisticFunction
{
    public static double Probability(double score) => 1 / (1 + Math.Exp(-score));

    // log(1 + exp(s)) - t*s, with the larger exponent taken out.
    public static double LogLoss(double target, double score) =>
        Math.Max(score, 0) + Math.Log(1 + Math.Exp(-Math.Abs(score))) - target * score;
}
