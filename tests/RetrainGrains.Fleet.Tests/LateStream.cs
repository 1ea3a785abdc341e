using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Fleet.Tests;

/// <summary>
/// A seeded stream whose outcomes come two weeks late. Below 0.65 its input says nearly all of the outcome, above it
/// next to nothing; seldom is it there, until inputs shift. When the concept changes, outcomes are the opposite.
/// </summary>
internal sealed class LateStream(PredictionTask task, int seed)
{
    public const int RowsAnHour = 4;
    public const int DelayHours = 14 * 24;

    private readonly Random random = new(seed);
    private readonly Dictionary<string, double> outcomes = [];

    public FeatureSchema Schema { get; } = new() { Features = [new("x"), new("noise")], Target = "y", Task = task };
    public int InputsShiftAt { get; init; } = int.MaxValue;
    public int ConceptChangesAt { get; init; } = int.MaxValue;

    /// <summary>History over so many hours up to the start, with its outcomes.</summary>
    public HistoryRow[] History(string name, int hours) =>
    [
        .. Enumerable.Range(-hours * RowsAnHour, hours * RowsAnHour).Select(place =>
        {
            var at = TestFleet.Start.AddHours((double)place / RowsAnHour);
            var (features, outcome) = Draw(place / RowsAnHour);
            return new HistoryRow($"{name} {place}", at, features, outcome, at.AddHours(1));
        }),
    ];

    public IEnumerable<(string Id, DateTimeOffset At, float[] Features)> Asked(int hour)
    {
        for (var row = 0; row < RowsAnHour; row++)
        {
            var (features, outcome) = Draw(hour);
            outcomes[Id(hour, row)] = outcome;
            yield return (Id(hour, row), TestFleet.Start.AddHours(hour).AddMinutes(row), features);
        }
    }

    public OutcomeRow[] Outcomes(int hour) =>
    [
        .. Enumerable.Range(0, RowsAnHour).Select(row => new OutcomeRow(
            Id(hour, row), outcomes[Id(hour, row)], TestFleet.Start.AddHours(hour + DelayHours))),
    ];

    private static string Id(int hour, int row) => $"row {hour}/{row}";

    private (float[] Features, double Outcome) Draw(int hour)
    {
        var hard = random.NextDouble() < (hour < InputsShiftAt ? 0.1 : 0.85);
        var x = hard ? 0.65 + 0.35 * random.NextDouble() : 0.65 * random.NextDouble();
        var outcome = Outcome(x, hard);
        if (hour >= ConceptChangesAt) outcome = task == PredictionTask.Regression ? 10 - outcome : 1 - outcome;
        return ([(float)x, (float)random.NextDouble()], outcome);
    }

    private double Outcome(double x, bool hard)
    {
        var (high, chance) = (x >= 0.33, random.NextDouble());
        return task == PredictionTask.Regression
            ? 10 * x + (chance - 0.5) * (hard ? 20 : 1)
            : (hard ? chance < 0.5 : high == chance < 0.97) ? 1 : 0;
    }
}
