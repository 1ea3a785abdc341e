using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Costs;

/// <summary>The answer of a rule: whether to retrain now, with its reason.</summary>
public readonly record struct CostDecision(bool Retrain, string Reason);

/// <summary>
/// The policy that retrains when the loss that is expected to be saved outweighs the cost of a run. The rate at which
/// models grow stale, and the share of a risen loss that retraining cures, are learned from the model's own past
/// retrainings.
/// </summary>
public sealed class CostAwareRule(CostAwareOptions settings)
{
    public CostDecision Decide(ServingHistory history)
    {
        var periods = history.Periods;
        var gain = GainEstimate.Of(periods, settings);
        var rise = LossRise.At(periods, periods.Count, history.TrainedAt, settings.NoiseWidths);
        var excess = gain.Scale * gain.Slope * history.Age + gain.Cure * rise * periods[^1].Rows;
        var horizon = Horizon(history.Cost, gain.Scale * gain.Slope);
        // The new model grows stale as well: the loss from its own age is not saved.
        var saving = horizon * excess - Aging(horizon, gain.Scale * gain.Slope);
        var retrain = saving > 0 && saving >= history.Cost;
        return new CostDecision(retrain, Explain(history, gain, excess, saving, horizon));
    }

    // The cycle with the lowest cost per period: one retraining in it, and ageing in between.
    private int Horizon(double cost, double slope)
    {
        var best = 1;
        for (var periods = 2; periods <= settings.HorizonPeriods; periods++)
        {
            if (CostOf(periods) < CostOf(best)) best = periods;
        }
        return best;

        double CostOf(int periods) => (cost + Aging(periods, slope)) / periods;
    }

    private static double Aging(int periods, double slope) => slope * periods * (periods - 1) / 2;

    private static string Explain(
        ServingHistory history, GainEstimate gain, double excess, double saving, int horizon) =>
        $"a model {history.Age} periods old is expected to lose {Formatted.Number(excess)} more a period than a new "
        + $"one: retraining saves {Formatted.Number(saving)} over {horizon} periods and costs "
        + $"{Formatted.Number(history.Cost)} "
        + $"({Formatted.Percent(gain.Confidence)} evidence, the rest is assumed)";
}
