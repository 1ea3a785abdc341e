namespace RetrainGrains.Domain.Costs;

/// <summary>The rise of a model's loss since it was put in service, beyond what noise explains.</summary>
internal static class LossRise
{
    // Fewer differences give no reliable deviation; older ones describe another time.
    private const int DifferencesMin = 3;
    private const int DifferencesMax = 12;

    /// <summary>
    /// Computes the rise at the start of period <paramref name="now"/>, as a mean loss per row; 0 when it has not risen
    /// or cannot be judged.
    /// </summary>
    public static double At(IReadOnlyList<ServedPeriod> periods, int now, int trainedAt, double noiseWidths)
    {
        // For a model older than the kept periods, the oldest kept periods stand for its first ones.
        trainedAt = Math.Max(0, trainedAt);
        if (now - trainedAt < 2) return 0;
        var reference = now - trainedAt == 2
            ? periods[trainedAt].MeanLoss
            : (periods[trainedAt].MeanLoss + periods[trainedAt + 1].MeanLoss) / 2;
        var noise = Noise(periods, now - 1);
        return Math.Max(0, periods[now - 1].MeanLoss - reference - noiseWidths * noise);
    }

    // Successive differences do not mistake a slow trend for noise; the latest period is the one to judge and is left
    // out.
    private static double Noise(IReadOnlyList<ServedPeriod> periods, int end)
    {
        var first = Math.Max(1, end - DifferencesMax);
        if (end - first < DifferencesMin) return double.PositiveInfinity;
        var squares = 0.0;
        for (var t = first; t < end; t++)
        {
            var difference = periods[t].MeanLoss - periods[t - 1].MeanLoss;
            squares += difference * difference;
        }
        return Math.Sqrt(squares / (2 * (end - first)));
    }
}
