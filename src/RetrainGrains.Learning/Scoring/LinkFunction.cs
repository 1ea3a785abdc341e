namespace RetrainGrains.Learning.Scoring;

/// <summary>Turns scores into predictions: the inverse of each link.</summary>
internal static class LinkFunction
{
    public static double ToPrediction(this Link link, double score) => link switch
    {
        Link.Identity => score,
        Link.Logistic => LogisticFunction.Probability(score),
        _ => Math.Exp(score),
    };

    /// <summary>The name for people.</summary>
    public static string Name(this Link link) => link switch
    {
        Link.Identity => "identity",
        Link.Logistic => "logistic",
        _ => "exponential",
    };
}
