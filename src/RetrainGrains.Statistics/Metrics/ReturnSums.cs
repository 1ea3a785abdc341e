namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The earnings of following a model, period by period: Sharpe and Sortino ratio, profit factor, win rate, maximum
/// drawdown. A stretch merges with the one after it. Periods often depend on each other, so intervals come from <see
/// cref="StationaryBootstrap"/>.
/// </summary>
public readonly record struct ReturnSums(
    RunningMoments Returns, double Gain, double Loss, double Wins, double Losses, double DownsideSquares,
    Drawdown Drawdown)
{
    public double Periods => Returns.Rows;
    public double MaximumDrawdown => Drawdown.Largest;

    /// <summary>The gains for each unit of loss; infinite without a loss, NaN without either.</summary>
    public double ProfitFactor => Gain / Loss;

    /// <summary>The share of gains among the periods that ended in a gain or a loss.</summary>
    public double WinRate => Wins / (Wins + Losses);

    /// <summary>
    /// Computes the mean excess return by its standard deviation (with n − 1), times √periods of a year: 252 trading
    /// days, 365 days, 52 weeks. NaN where returns do not vary.
    /// </summary>
    public double Sharpe(double periodsPerYear, double riskFreeReturn = 0)
    {
        CheckYear(periodsPerYear);
        var deviation = Returns.ToMoments().StandardDeviation;
        return deviation > 0 ? (Returns.Mean - riskFreeReturn) / deviation * Math.Sqrt(periodsPerYear) : double.NaN;
    }

    /// <summary>
    /// Computes the mean return by the root mean square of the losses, over all periods; NaN without a loss.
    /// </summary>
    public double Sortino(double periodsPerYear)
    {
        CheckYear(periodsPerYear);
        return DownsideSquares > 0
            ? Returns.Mean / Math.Sqrt(DownsideSquares / Periods) * Math.Sqrt(periodsPerYear)
            : double.NaN;
    }

    public ReturnSums Add(double change) => Then(new ReturnSums(
        new RunningMoments(1, change, 0), Math.Max(0, change), Math.Max(0, -change), change > 0 ? 1 : 0,
        change < 0 ? 1 : 0, change < 0 ? change * change : 0, Drawdown.Of(change)));

    /// <summary>Joins two stretches. Their order matters: the other one came later.</summary>
    public ReturnSums Then(ReturnSums later) => new(
        Returns.Merge(later.Returns), Gain + later.Gain, Loss + later.Loss, Wins + later.Wins,
        Losses + later.Losses, DownsideSquares + later.DownsideSquares, Drawdown.Then(later.Drawdown));

    public static ReturnSums Of(ReadOnlySpan<double> returns)
    {
        var sums = new ReturnSums();
        foreach (var change in returns) sums = sums.Add(change);
        return sums;
    }

    private static void CheckYear(double periodsPerYear)
    {
        if (periodsPerYear > 0 && double.IsFinite(periodsPerYear)) return;
        throw new ArgumentException(
            $"periodsPerYear is {periodsPerYear}; it must be above 0 and finite", nameof(periodsPerYear));
    }
}
