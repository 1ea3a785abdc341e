using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Domain.Windows;

/// <summary>The returns of one hour's positions, in any order.</summary>
public readonly record struct PositionSums(double Taken, double Gain, double Loss, double Wins, double Losses)
{
    public PositionSums Add(double earned) => new(
        Taken + 1, Gain + Math.Max(0, earned), Loss + Math.Max(0, -earned), Wins + (earned > 0 ? 1 : 0),
        Losses + (earned < 0 ? 1 : 0));

    /// <summary>Makes the hour one period of returns; none where no position was taken.</summary>
    public ReturnSums ToReturns() => Taken == 0
        ? default
        : ReturnSums.Of([Gain - Loss]) with { Gain = Gain, Loss = Loss, Wins = Wins, Losses = Losses };
}
