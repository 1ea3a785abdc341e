namespace RetrainGrains.Learning.Stacking;

/// <summary>
/// The weights of at least 0 that sum to 1 and minimise the log loss of the weighted mean of probabilities: the
/// proportions of a mixture, by expectation-maximisation (Dempster, Laird and Rubin 1977), which here has one optimum.
/// </summary>
internal static class LogLossWeights
{
    // The loss is at most log(max gain) above its least (Lindsay 1983): a millionth is no difference.
    private const double Tolerance = 1e-6;
    private const int MaximumIterations = 10_000;

    // What a member was sure of and wrong must not be infinitely wrong.
    private const double Floor = 1e-6;

    public static double[] Of(double[][] predictions, double[] targets, double[] rowWeights)
    {
        double[][] likelihoods = [.. predictions.Select(p => Likelihoods(p, targets))];
        var total = rowWeights.Sum();
        double[] weights = [.. predictions.Select(_ => 1.0 / predictions.Length)];
        for (var iteration = 0; iteration < MaximumIterations; iteration++)
        {
            var gains = Gains(likelihoods, weights, rowWeights, total);
            if (Math.Log(gains.Max()) <= Tolerance) break;
            for (var i = 0; i < weights.Length; i++) weights[i] *= gains[i];
        }

        return weights;
    }

    private static double[] Likelihoods(double[] predictions, double[] targets)
    {
        var likelihoods = new double[targets.Length];
        for (var row = 0; row < likelihoods.Length; row++)
        {
            var probability = Math.Clamp(predictions[row], Floor, 1 - Floor);
            likelihoods[row] = targets[row] > 0 ? probability : 1 - probability;
        }

        return likelihoods;
    }

    // How much likelier than the mixture each member makes the outcomes, on the average.
    private static double[] Gains(double[][] likelihoods, double[] weights, double[] rowWeights, double total)
    {
        var gains = new double[weights.Length];
        for (var row = 0; row < rowWeights.Length; row++)
        {
            var mixture = 0.0;
            for (var i = 0; i < weights.Length; i++) mixture += weights[i] * likelihoods[i][row];
            for (var i = 0; i < weights.Length; i++)
            {
                gains[i] += rowWeights[row] * likelihoods[i][row] / (mixture * total);
            }
        }

        return gains;
    }
}
