using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Evaluation;

/// <summary>
/// Splits rows as time would have: train on what was known at an origin, validate on what came next, move on.
/// </summary>
public static class RollingOrigin
{
    public const int MaximumFolds = 100;

    /// <summary>
    /// Makes folds over the last rows, equally long. An outcome is known <paramref name="outcomeDelay"/> after its
    /// row's time; rows whose outcome the origin did not know yet are in neither part. Folds that would train on fewer
    /// than <paramref name="minimumTrainingRows"/> are left out, so fewer than asked for may come back.
    /// </summary>
    public static IReadOnlyList<Fold> Split(
        Dataset rows,
        int folds,
        int validationRowsPerFold,
        TimeSpan outcomeDelay,
        int minimumTrainingRows = 1,
        int maximumTrainingRows = Dataset.MaximumRows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, MaximumFolds);
        ArgumentOutOfRangeException.ThrowIfLessThan(validationRowsPerFold, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outcomeDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumTrainingRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumTrainingRows, minimumTrainingRows);

        var result = new List<Fold>(folds);
        for (var fold = folds; fold >= 1; fold--)
        {
            var start = rows.Count - (long)fold * validationRowsPerFold;
            if (start < minimumTrainingRows) continue;
            var validation = rows.Slice((int)start, validationRowsPerFold);
            var origin = validation.UnixMilliseconds[0];
            var known = KnownBefore(rows, origin, (long)outcomeDelay.TotalMilliseconds);
            if (known >= minimumTrainingRows)
            {
                var first = Math.Max(0, known - maximumTrainingRows);
                result.Add(new Fold(origin, rows.Slice(first, known - first), validation));
            }
        }

        return result;
    }

    // Rows at the origin's own time are simultaneous with the validation rows, not before them.
    private static int KnownBefore(Dataset rows, long origin, long delayMilliseconds)
    {
        var times = rows.UnixMilliseconds;
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var isKnown = times[middle] < origin && times[middle] <= origin - delayMilliseconds;
            (low, high) = isKnown ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
