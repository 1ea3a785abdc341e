using RetrainGrains.Domain.Costs;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The policy that retrains when the losses of a model, standardised by its own first periods, have risen by CUSUM.
/// </summary>
public sealed class CusumPolicy : ICostPolicy
{
    private static readonly CusumOptions Settings = new()
    {
        // The fewest periods that give a reliable deviation: the periods that CUSUM learns from cannot raise an alarm.
        WarmUp = 4,
        Direction = ShiftDirection.Up,
    };

    public string Name => "CUSUM";

    public CostDecision Decide(ServingHistory history)
    {
        var cusum = new Cusum(Settings);
        foreach (var period in history.Periods.Skip(history.TrainedAt)) cusum.Update(period.MeanLoss);
        return new CostDecision(
            cusum.DriftDetected, $"losses have risen against the model's first {Settings.WarmUp} periods");
    }
}
