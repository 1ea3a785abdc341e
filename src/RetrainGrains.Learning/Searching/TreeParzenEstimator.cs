using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Searching;

/// <summary>A place that was tried, and the loss it had.</summary>
internal readonly record struct TriedPlace(double[] Place, double Loss);

/// <summary>
/// Proposes where to look next: where places like the good ones are dense and places like the others are not
/// (Bergstra et al. 2011, section 4; each dimension by itself, with its kernel widths).
/// </summary>
internal static class TreeParzenEstimator
{
    // As Optuna and hyperopt have them.
    public const int RandomTrials = 10;
    private const int Candidates = 24;
    private const int GoodMaximum = 25;

    // The narrowest kernel: below it neighbours are as good as the same.
    private const double MinimumWidth = 0.02;

    public static double[] Propose(IReadOnlyList<TriedPlace> tried, int dimensions, ref SeededGenerator generator)
    {
        var place = new double[dimensions];
        if (tried.Count < RandomTrials)
        {
            for (var i = 0; i < dimensions; i++) place[i] = generator.NextDouble();
            return place;
        }

        TriedPlace[] byLoss = [.. tried.OrderBy(trial => trial.Loss)];
        var good = Math.Min(GoodMaximum, (int)Math.Ceiling(0.1 * tried.Count));
        for (var i = 0; i < dimensions; i++)
        {
            var dense = new ParzenDensity(byLoss[..good].Select(trial => trial.Place[i]), MinimumWidth);
            var rest = new ParzenDensity(byLoss[good..].Select(trial => trial.Place[i]), MinimumWidth);
            place[i] = Best(dense, rest, ref generator);
        }

        return place;
    }

    private static double Best(ParzenDensity dense, ParzenDensity rest, ref SeededGenerator generator)
    {
        var (best, highest) = (0.0, double.NegativeInfinity);
        for (var i = 0; i < Candidates; i++)
        {
            var candidate = dense.Draw(ref generator);
            var ratio = Math.Log(dense.At(candidate)) - Math.Log(rest.At(candidate));
            if (ratio > highest) (best, highest) = (candidate, ratio);
        }

        return best;
    }
}
