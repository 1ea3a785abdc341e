using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// Calibrates on the reference only if that makes the mean calibration error of rows held back smaller, over stratified
/// seeded splits, as NannyML does: calibrating scores that are probabilities already only adds noise. Scores outside 0
/// and 1 are no probabilities and are always calibrated.
/// </summary>
public static class CalibrationRule
{
    private const double HeldBack = 0.1;

    // Below this a split has no row of a class on one of its sides.
    private const int FewestOfAClass = 2;

    public static CalibrationDecision Decide(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes, int seed, int splits = 3)
    {
        Pairs.Check(scores, outcomes);
        if (splits is < 1 or > 100)
        {
            throw new ArgumentException($"splits is {splits}; it must be 1 to 100", nameof(splits));
        }
        var (positives, negatives) = (RowsOf(outcomes, true), RowsOf(outcomes, false));
        if (positives.Length < FewestOfAClass || negatives.Length < FewestOfAClass)
        {
            return new CalibrationDecision(null, double.NaN, double.NaN);
        }
        var random = new Random(seed);
        double before = 0, after = 0;
        for (var split = 0; split < splits; split++)
        {
            random.Shuffle(positives);
            random.Shuffle(negatives);
            var (p, n) = (Held(positives.Length), Held(negatives.Length));
            var (test, truth) = Select(scores, outcomes, [.. positives[..p], .. negatives[..n]], random);
            var (train, known) = Select(scores, outcomes, [.. positives[p..], .. negatives[n..]], random);
            var calibration = IsotonicCalibration.Fit(train, known);
            double[] calibrated = [.. test.Select(calibration.Calibrate)];
            before += CalibrationError.EqualCount(test, truth) / splits;
            after += CalibrationError.EqualCount(calibrated, truth) / splits;
        }
        var needed = after < before || scores.ContainsAnyExceptInRange(0, 1);
        return new CalibrationDecision(needed ? IsotonicCalibration.Fit(scores, outcomes) : null, before, after);
    }

    private static int Held(int rows) => Math.Max(1, (int)(HeldBack * rows));

    private static int[] RowsOf(ReadOnlySpan<bool> outcomes, bool outcome)
    {
        var rows = new List<int>();
        for (var row = 0; row < outcomes.Length; row++)
        {
            if (outcomes[row] == outcome) rows.Add(row);
        }
        return [.. rows];
    }

    // Shuffled, so that the outcomes of tied scores fall into bins by chance.
    private static (double[] Scores, bool[] Outcomes) Select(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes, int[] rows, Random random)
    {
        random.Shuffle(rows);
        var (selected, selectedOutcomes) = (new double[rows.Length], new bool[rows.Length]);
        for (var index = 0; index < rows.Length; index++)
        {
            (selected[index], selectedOutcomes[index]) = (scores[rows[index]], outcomes[rows[index]]);
        }
        return (selected, selectedOutcomes);
    }
}
