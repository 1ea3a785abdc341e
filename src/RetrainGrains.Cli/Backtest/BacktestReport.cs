using System.Text.Json;
using System.Text.Json.Serialization;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Cli.Backtest;

/// <summary>The measured costs. The JSON property names are part of the command's interface.</summary>
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
/// The backtest of one stream: how it was cut, what a retraining cost, what each policy came to, and the losses of each
/// model in each later period, with which other rules can be tried without training anything again.
/// </summary>
public sealed record StreamBacktest(
    string Model, PredictionTask Task, DateTimeOffset Start, int Periods, int Rows, int RowsLeftOut,
    double RetrainingCost, ImmutableArray<PolicyResult> Policies, ImmutableArray<string> Notes,
    ImmutableArray<int> RowsByPeriod, ImmutableArray<ImmutableArray<double>> Losses)
{
    internal static StreamBacktest Of(
        MeasuredStaleness measured, double? cost, CostAwareOptions costAware, ImmutableArray<ReplayedPolicy> replays)
    {
        var (rows, matrix) = (measured.Rows, measured.Matrix);
        var retraining = cost ?? PolicyComparison.DefaultCostShare * matrix.MeanFreshLoss;
        var policies = new PolicyComparison(measured, retraining, costAware).Of(replays);
        var losses = Enumerable.Range(0, matrix.Periods)
            .Select(s => Enumerable.Range(s, matrix.Periods - s).Select(t => matrix[s, t]).ToImmutableArray());
        return new StreamBacktest(
            rows.Stream.ModelId, rows.Stream.Schema.Task, rows.Start, matrix.Periods,
            rows.Rows.Sum(part => part.Length), rows.LeftOut, retraining, policies,
            [.. replays.Select(replay => NoteOf(replay, policies, retraining)).OfType<string>()],
            [.. rows.Rows.Select(part => part.Length)], [.. losses]);
    }

    private static string? NoteOf(ReplayedPolicy replay, ImmutableArray<PolicyResult> policies, double cost)
    {
        if (replay.Unanswered > 0)
            return $"{replay.Name} left {replay.Unanswered:N0} rows without an answer, so it is not compared";
        var result = policies.Single(policy => policy.Policy == replay.Name);
        var (paid, trained) = (result.Retrainings.Length, result.Trainings);
        if (trained <= paid || result.Cost <= 0) return null;
        var each = result.Loss + cost * trained;
        return string.Create(CultureInfo.InvariantCulture,
            $"{replay.Name}: its {paid:N0} retrainings trained {trained:N0} challengers; were each of them paid, it "
            + $"would cost {BacktestDisplay.Number(each)}, ratio {result.Ratio * each / result.Cost:0.000}");
    }
}
