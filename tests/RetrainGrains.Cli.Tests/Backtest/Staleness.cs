using RetrainGrains.Cli.Backtest;

namespace RetrainGrains.Cli.Tests.Backtest;

/// <summary>
/// The matrices of known staleness: the loss of a model as a function of its training and of the period.
/// </summary>
internal static class Staleness
{
    public const int RowsPerPeriod = 100;

    public static StalenessMatrix Of(int periods, Func<int, int, double> loss) => new(
        [.. Enumerable.Range(0, periods).Select(s => (IReadOnlyList<double>)
            [.. Enumerable.Range(s, periods - s).Select(t => loss(s, t))])],
        [.. Enumerable.Repeat(RowsPerPeriod, periods)]);

    /// <summary>
    /// Makes a matrix with a loss of 100 a period plus the excess of staleness, times a noise that the models of a
    /// period share, times a smaller one of each model's own.
    /// </summary>
    public static StalenessMatrix Noisy(int seed, int periods, double shared, Func<int, int, double> excess)
    {
        var random = new Random(seed);
        double[] noise = [.. Enumerable.Range(0, periods).Select(_ => 1 + shared * (2 * random.NextDouble() - 1))];
        return Of(periods, (s, t) => (100 + excess(s, t)) * noise[t] * (1 + 0.02 * (2 * random.NextDouble() - 1)));
    }

    /// <summary>Makes a matrix of up to so many periods, with any non-negative losses.</summary>
    public static StalenessMatrix Random(int seed, int periods)
    {
        var random = new Random(seed);
        return Of(periods, (_, _) => random.Next(0, 50));
    }
}
