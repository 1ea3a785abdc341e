using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// Makes probabilities of scores: the rising step function nearest to the outcomes, found by pooling adjacent violators
/// (Ayer et al. 1955). Linear between the kept points and constant beyond them, as sklearn's IsotonicRegression that
/// clips.
/// </summary>
public sealed record IsotonicCalibration(ImmutableArray<double> Scores, ImmutableArray<double> Probabilities)
{
    public static IsotonicCalibration Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        var groups = ScoreGroup.Of(scores, outcomes);
        var pools = new Stack<(double Positives, double Rows, int Groups)>();
        foreach (var group in groups)
        {
            var pool = (group.Positives, Rows: group.Positives + group.Negatives, Groups: 1);
            while (pools.TryPeek(out var below) && below.Positives * pool.Rows >= pool.Positives * below.Rows)
            {
                pools.Pop();
                pool = (pool.Positives + below.Positives, pool.Rows + below.Rows, pool.Groups + below.Groups);
            }
            pools.Push(pool);
        }
        double[] values =
            [.. pools.Reverse().SelectMany(pool => Enumerable.Repeat(pool.Positives / pool.Rows, pool.Groups))];
        // Inside a pool only its ends shape the line.
        int[] kept = [.. Enumerable.Range(0, values.Length).Where(index => index == 0 || index == values.Length - 1
            || values[index] != values[index - 1] || values[index] != values[index + 1])];
        return new IsotonicCalibration(
            [.. kept.Select(index => groups[index].Score)], [.. kept.Select(index => values[index])]);
    }

    public double Calibrate(double score)
    {
        if (double.IsNaN(score)) throw new ArgumentException("score is NaN; it must be a number", nameof(score));
        var found = Scores.AsSpan().BinarySearch(score);
        if (found >= 0) return Probabilities[found];
        var above = ~found;
        if (above == 0) return Probabilities[0];
        if (above == Scores.Length) return Probabilities[^1];
        var slope = (Probabilities[above] - Probabilities[above - 1]) / (Scores[above] - Scores[above - 1]);
        return Probabilities[above - 1] + slope * (score - Scores[above - 1]);
    }
}
