using RetrainGrains.Learning.Data;

namespace RetrainGrains.Cli.Replay;

/// <summary>The error of one calendar month, such as 2014-03, in the stream's own calendar.</summary>
public sealed record MonthError(string Month, int Scored, double Error);

/// <summary>The month in which a policy did worst against another one.</summary>
public sealed record WorstMonth(string Month, double Error, double BestFixedError, double Ratio);

/// <summary>The errors by calendar month: a good year may hide a month in which a model was useless.</summary>
public static class MonthlyErrors
{
    // A month of which a stream holds only some days says little; it is listed, but not held against anyone.
    private const double LeastShareOfFullMonth = 0.25;

    public static ImmutableArray<MonthError> Of(PredictionTask task, PredictionSeries series, TimeZoneInfo zone)
    {
        var months = ImmutableArray.CreateBuilder<MonthError>();
        for (var start = 0; start < series.Count;)
        {
            var month = MonthOf(series.Times[start], zone);
            var end = start;
            while (end < series.Count && MonthOf(series.Times[end], zone) == month) end++;
            var scores = Scores.Of(task, series.Predictions.AsSpan(start..end), series.Outcomes.AsSpan(start..end));
            var name = string.Create(CultureInfo.InvariantCulture, $"{month / 12:0000}-{month % 12 + 1:00}");
            if (scores.Scored > 0) months.Add(new MonthError(name, scores.Scored, scores.Error));
            start = end;
        }
        return months.ToImmutable();
    }

    public static WorstMonth? Worst(ImmutableArray<MonthError> ours, ImmutableArray<MonthError> best)
    {
        if (ours.IsEmpty) return null;
        var fullMonth = ours.Max(month => month.Scored);
        return ours
            .Where(month => month.Scored >= LeastShareOfFullMonth * fullMonth)
            .Join(best, month => month.Month, month => month.Month, Compare)
            .MaxBy(month => month.Ratio);
    }

    private static WorstMonth Compare(MonthError ours, MonthError best)
    {
        var ratio = ours.Error == best.Error ? 1 : ours.Error / best.Error;
        return new WorstMonth(ours.Month, ours.Error, best.Error, ratio);
    }

    private static int MonthOf(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.Year * 12 + local.Month - 1;
    }
}
