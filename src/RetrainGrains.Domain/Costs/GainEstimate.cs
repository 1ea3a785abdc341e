namespace RetrainGrains.Domain.Costs;

/// <summary>
/// What retraining has gained, learned from the periods in which a model and its predecessor answered the same rows.
/// A ridge regression of the gain on the periods between the two and on the rise that came before, drawn to the prior;
/// all in shares of the scale.
/// </summary>
/// <param name="Slope">What a model loses more for each period of age.</param>
/// <param name="Cure">The share of a risen loss that a retraining takes back.</param>
/// <param name="Confidence">The share of the slope that rests on evidence; the rest is the prior's.</param>
/// <param name="Scale">The discounted mean loss of a period.</param>
internal readonly record struct GainEstimate(double Slope, double Cure, double Confidence, double Scale)
{
    public static GainEstimate Of(IReadOnlyList<ServedPeriod> periods, CostAwareSettings settings)
    {
        var scale = MeanLoss(periods, settings.Discount);
        var priorGap = Square(settings.Noise / settings.SlopeDeviation);
        var priorRise = Square(settings.Noise / settings.CureDeviation);
        if (scale <= 0) return new GainEstimate(0, 0, 0, 0);
        var (gapGap, gapRise, riseRise) = (priorGap, 0.0, priorRise);
        var (gapGain, riseGain) = (priorGap * settings.PriorSlope, priorRise * settings.PriorCure);
        var (weight, judged, rise) = (1.0, -1, 0.0);
        for (var t = periods.Count - 1; t >= 0; t--, weight *= settings.Discount)
        {
            var period = periods[t];
            if (period.PredecessorTrainedAt is not { } predecessor) break;
            if (judged != period.TrainedAt)
            {
                judged = period.TrainedAt;
                rise = LossRise.At(periods, judged, predecessor, settings.NoiseWidths);
            }
            var gap = period.TrainedAt - predecessor;
            var (relativeRise, gain) = (rise * period.Rows / scale, (period.PredecessorLoss - period.Loss) / scale);
            gapGap += weight * gap * gap;
            gapRise += weight * gap * relativeRise;
            riseRise += weight * relativeRise * relativeRise;
            gapGain += weight * gap * gain;
            riseGain += weight * relativeRise * gain;
        }
        var determinant = gapGap * riseRise - gapRise * gapRise;
        return new GainEstimate(
            Math.Max(0, (riseRise * gapGain - gapRise * riseGain) / determinant),
            Math.Clamp((gapGap * riseGain - gapRise * gapGain) / determinant, 0, 1),
            1 - priorGap * riseRise / determinant,
            scale);
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
