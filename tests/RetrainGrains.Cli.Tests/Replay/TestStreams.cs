using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Cli.Tests.Replay;

/// <summary>Hourly streams of known values.</summary>
internal static class TestStreams
{
    public static DateTimeOffset Start { get; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One row an hour whose outcome is a function of its number, known an hour (or more) later.</summary>
    public static ObservationStream Hourly(
        int warmUpDays, int servedDays, Func<int, double> outcome, int knownAfterHours = 1, string modelId = "station",
        PredictionTask task = PredictionTask.Regression)
    {
        var rows = Enumerable.Range(0, 24 * (warmUpDays + servedDays)).Select(hour =>
        {
            var at = Start.AddHours(hour);
            var last = hour > 0 ? (float)outcome(hour - 1) : float.NaN;
            return new StreamRow(
                at.ToString("O"), at, at.AddHours(knownAfterHours), [hour % 24, last], outcome(hour));
        });
        var schema = new FeatureSchema
        {
            Features = [new("hour"), new("last")],
            Target = "y",
            LastValue = "last",
            Task = task,
        };
        return new ObservationStream(modelId, schema, [.. rows], 24 * warmUpDays, new StreamCounters());
    }
}
