namespace RetrainGrains.Domain.Costs;

/// <summary>
/// The estimated gain of retraining, learned from the periods in which a model and its predecessor answered the same
/// rows: ridge regressions, shrunk to the prior, of the gain on the periods between the two, and of its remainder on
/// the rise that came before; all in shares of the scale.
/// </summary>
/// <param name="Slope">The additional loss of a model for each period of age.</param>
/// <param name="Cure">The share of a risen loss that a retraining removes.</param>
/// <param name="Confidence">The share of the slope that rests on observations; the rest is the prior's.</param>
/// <param name="Scale">The discounted mean loss of a period.</param>
internal readonly record struct GainEstimate(double Slope, double Cure, double Confidence, double Scale)
{
    public static GainEstimate Of(IReadOnlyList<ServedPeriod> periods, CostAwareOptions settings)
    {
        var scale = MeanLoss(periods, settings.Discount);
        var priorGap = Square(settings.Noise / settings.SlopeDeviation);
        var priorRise = Square(settings.Noise / settings.CureDeviation);
        if (scale <= 0) return new GainEstimate(0, 0, 0, 0);
        var (gapGap, gapGain) = (priorGap, priorGap * settings.PriorSlope);
        var (riseRise, riseGain, gapRise) = (priorRise, priorRise * settings.PriorCure, 0.0);
        var (weight, judged, rise) = (1.0, -1, 0.0);
        for (var t = periods.Count - 1; t >= 0; t--, weight *= settings.Discount)
        {
            var period = periods[t];
            if (period.PredecessorTrainedAt is not { } predecessor) continue;
            if (judged != period.TrainedAt)
            {
                judged = period.TrainedAt;
                rise = LossRise.At(periods, judged, predecessor, settings.NoiseWidths);
            }
            var gap = period.TrainedAt - predecessor;
            var (relativeRise, gain) = (rise * period.Rows / scale, (period.PredecessorLoss - period.Loss) / scale);
            gapGap += weight * gap * gap;
            gapGain += weight * gap * gain;
            riseRise += weight * relativeRise * relativeRise;
            riseGain += weight * relativeRise * gain;
            gapRise += weight * gap * relativeRise;
        }
        var slope = Math.Max(0, gapGain / gapGap);
        // The rise explains what age does not. Fitted together, one large rise would turn the slope negative, and a
        // model that is never retrained again has nothing to learn from.
        var cure = Math.Clamp((riseGain - slope * gapRise) / riseRise, 0, 1);
        return new GainEstimate(slope, cure, 1 - priorGap / gapGap, scale);
    }

    private static double MeanLoss(IReadOnlyList<ServedPeriod> periods, double discount)
    {
        var (sum, total, weight) = (0.0, 0.0, 1.0);
        for (var t = periods.Count - 1; t >= 0; t--, weight *= discount)
        {
            sum += weight * periods[t].Loss;
            total += weight;
        }
        return sum / total;
    }

    private static double Square(double value) => value * value;
}
