namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The precision at every threshold, weighted by the recall it adds: the area under the precision-recall curve without
/// interpolation, as sklearn has it. NaN without positives.
/// </summary>
public static class AveragePrecision
{
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes) =>
        Of(ScoreGroup.Of(scores, outcomes));

    internal static double Of(ReadOnlySpan<ScoreGroup> groups)
    {
        double positives = 0, rows = 0, sum = 0;
        for (var index = groups.Length - 1; index >= 0; index--)
        {
            if (groups[index].Positives == 0 && groups[index].Negatives == 0) continue;
            positives += groups[index].Positives;
            rows += groups[index].Positives + groups[index].Negatives;
            sum += groups[index].Positives * positives / rows;
        }
        return positives > 0 ? sum / positives : double.NaN;
    }
}
