using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Neural;

/// <summary>Computes the loss of a row's scores, and leaves its slope in place of each score.</summary>
internal delegate double PerceptronLoss(double target, Span<double> scores);

/// <summary>The losses of the three tasks.</summary>
internal static class PerceptronLosses
{
    public static double Squared(double target, Span<double> scores)
    {
        var error = scores[0] - target;
        scores[0] = error;
        return error * error / 2;
    }

    public static double Logistic(double target, Span<double> scores)
    {
        var score = scores[0];
        scores[0] = LogisticFunction.Probability(score) - target;
        return LogisticFunction.LogLoss(target, score);
    }

    public static double Softmax(double target, Span<double> scores)
    {
        ClassProbabilities.Softmax(scores);
        var own = scores[(int)target];
        scores[(int)target] = own - 1;
        return -Math.Log(Math.Max(double.Epsilon, own));
    }
}
