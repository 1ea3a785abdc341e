using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The served rows of a stream by period. Rows whose outcome comes only after their period are left out, so that every
/// loss of a period is known when the next one begins.
/// </summary>
public sealed record PeriodRows(
    ObservationStream Stream, DateTimeOffset Start, TimeSpan Period, ImmutableArray<ImmutableArray<StreamRow>> Rows,
    int LeftOut)
{
    public int Periods => Rows.Length;

    public static PeriodRows Cut(ObservationStream stream, TimeSpan period)
    {
        var served = stream.Served;
        if (served.IsEmpty) return new PeriodRows(stream, default, period, [], 0);
        var start = served[0].At;
        var count = (served[^1].At - start).Ticks / period.Ticks + 1;
        // More than can be asked for: nothing is cut, and the number is reported.
        if (count > BacktestOptions.PeriodsMax)
            return new PeriodRows(stream, start, period, [.. new ImmutableArray<StreamRow>[count]], 0);
        var parts = Enumerable.Range(0, (int)count).Select(_ => ImmutableArray.CreateBuilder<StreamRow>()).ToArray();
        var leftOut = 0;
        foreach (var row in served)
        {
            if (PartOf(row, start, period) is { } part) parts[part].Add(row);
            else leftOut++;
        }
        return new PeriodRows(stream, start, period, [.. parts.Select(part => part.ToImmutable())], leftOut);
    }

    public DateTimeOffset StartOf(int period) => Start + period * Period;

    /// <summary>The period that a served row counts for; null: it is left out.</summary>
    public int? PartOf(StreamRow row) => PartOf(row, Start, Period);

    /// <summary>
    /// Computes the loss of a prediction: RMSE and accuracy, by which others compare, are means of it.
    /// </summary>
    public double LossOf(double prediction, double outcome) => Losses.Of(
        Stream.Schema.Task == PredictionTask.Regression ? LossKind.Squared : LossKind.ZeroOne, Stream.Schema.Task,
        prediction, outcome);

    private static int? PartOf(StreamRow row, DateTimeOffset start, TimeSpan period)
    {
        var part = (int)((row.At - start).Ticks / period.Ticks);
        return double.IsFinite(row.Outcome) && row.KnownAt <= start + (part + 1) * period ? part : null;
    }
}
