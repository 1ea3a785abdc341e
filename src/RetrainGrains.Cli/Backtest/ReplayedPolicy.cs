using RetrainGrains.Cli.Replay;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The loss of a complete policy in each period, on the rows that the rules are compared on, and its runs after the
/// first one: that training is nobody's retraining.
/// </summary>
public sealed record ReplayedPolicy(
    string Name, ImmutableArray<double> LossByPeriod, ImmutableArray<RunReplay> Runs, int Unanswered)
{
    public static ReplayedPolicy Of(string name, PeriodRows rows, ModelReplay replay)
    {
        var losses = new double[rows.Periods];
        var unanswered = 0;
        var served = rows.Stream.Served;
        for (var i = 0; i < served.Length; i++)
        {
            if (rows.PartOf(served[i]) is not { } part) continue;
            var loss = rows.LossOf(replay.Predictions.Predictions[i], served[i].Outcome);
            if (double.IsFinite(loss)) losses[part] += loss;
            else unanswered++;
        }
        return new ReplayedPolicy(name, [.. losses], [.. replay.RunsByTime.Skip(1)], unanswered);
    }
}
