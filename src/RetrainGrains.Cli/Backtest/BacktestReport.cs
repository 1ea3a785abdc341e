using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetrainGrains.Cli.Backtest;

/// <summary>What was measured. The JSON property names are part of the command's interface.</summary>
public sealed record BacktestReport(
    int Format, ulong Seed, string Recipe, double PeriodDays, ImmutableArray<StreamBacktest> Models)
{
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";
}

/// <summary>
/// One stream: how it was cut, what a retraining cost, what each policy came to, and the losses of each model in each
/// later period, with which other rules can be tried without training anything again.
/// </summary>
public sealed record StreamBacktest(
    string Model, PredictionTask Task, DateTimeOffset Start, int Periods, int Rows, int RowsLeftOut,
    double RetrainingCost, ImmutableArray<PolicyResult> Policies, ImmutableArray<int> RowsByPeriod,
    ImmutableArray<ImmutableArray<double>> Losses)
{
    public static StreamBacktest Of(MeasuredStaleness measured, double? cost)
    {
        var (rows, matrix) = (measured.Rows, measured.Matrix);
        var task = rows.Stream.Schema.Task;
        var retraining = cost ?? PolicyComparison.DefaultCostShare * matrix.MeanFreshLoss;
        var losses = Enumerable.Range(0, matrix.Periods)
            .Select(s => Enumerable.Range(s, matrix.Periods - s).Select(t => matrix[s, t]).ToImmutableArray());
        return new StreamBacktest(
            rows.Stream.ModelId, task, rows.Start, matrix.Periods, rows.Rows.Sum(part => part.Length), rows.LeftOut,
            retraining, PolicyComparison.Of(measured, task == PredictionTask.Regression, retraining),
            [.. rows.Rows.Select(part => part.Length)], [.. losses]);
    }
}
