using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The rows one after the other in one array: their columns, and the checks where a column is a class.
/// </summary>
internal static class FlatRows
{
    private const int MaximumClasses = 10_000;

    public static void Check(ReadOnlySpan<double> scores, int classes, ReadOnlySpan<int> labels, string name)
    {
        CheckWhole(scores, classes);
        Pairs.SameLength(scores.Length / classes, labels.Length, nameof(scores), name);
        for (var row = 0; row < labels.Length; row++)
        {
            if (labels[row] >= 0 && labels[row] < classes) continue;
            throw new ArgumentException($"{name}[{row}] is {labels[row]}; it must be 0 to {classes - 1}", name);
        }
    }

    public static void CheckWhole(ReadOnlySpan<double> scores, int classes)
    {
        if (classes is < 2 or > MaximumClasses)
        {
            throw new ArgumentException(
                $"classes is {classes}; it must be 2 to {MaximumClasses}", nameof(classes));
        }
        if (scores.Length > 0 && scores.Length % classes == 0) return;
        throw new ArgumentException(
            $"scores has {scores.Length} values; it must be whole rows of {classes}", nameof(scores));
    }

    public static double[] Column(ReadOnlySpan<double> scores, int classes, int label)
    {
        var column = new double[scores.Length / classes];
        for (var row = 0; row < column.Length; row++) column[row] = scores[row * classes + label];
        return column;
    }
}
