using System.Text.Json.Serialization;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The result of a policy on one stream. A complete policy pays once for a run, however many challengers it trains:
/// their number is in <paramref name="Trainings"/>.
/// </summary>
public sealed record PolicyResult(
    string Policy, double Cost, double Loss, double Error, double Ratio, bool BestFixed,
    ImmutableArray<int> Retrainings, int Trainings, ImmutableArray<string> Reasons, ImmutableArray<double> CostByPeriod)
{
    // It differs from run to run, so the report's JSON does not carry it.
    [JsonIgnore]
    public double TrainingSeconds { get; init; }
}

/// <summary>The comparison of every policy on one stream, by what it cost.</summary>
internal sealed class PolicyComparison(MeasuredStaleness measured, double cost, CostAwareOptions costAware)
{
    /// <summary>
    /// A retraining's cost as a share of what a fresh model loses in a period: dear enough that retraining for nothing
    /// shows, cheap enough that a model which has grown 5 % worse repays it in a period.
    /// </summary>
    public const double DefaultCostShare = 0.05;

    public const string Oracle = "oracle";

    // Shown whether they are good or not; the best of all cadences joins them.
    private static readonly int[] Cadences = [1, 2, 4, 8, 13, 26];

    private readonly StalenessMatrix matrix = measured.Matrix;
    private readonly RetrainingPlan oracle =
        RetrainingOracle.Solve(measured.Matrix, [.. Enumerable.Repeat(cost, measured.Matrix.Periods)]);

    private PeriodRows Rows => measured.Rows;

    /// <summary>The rules, then the complete policies that answered every row, then the oracle.</summary>
    public ImmutableArray<PolicyResult> Of(IEnumerable<ReplayedPolicy> replays)
    {
        PolicyRun[] fixedRuns =
        [
            PolicyRun.Of(matrix, new NeverPolicy(), cost),
            .. Enumerable.Range(1, matrix.Periods - 1).Select(k => PolicyRun.Of(matrix, new CadencePolicy(k), cost)),
        ];
        var best = fixedRuns.MinBy(run => run.Plan.Cost)!;
        ICostPolicy[] rules =
        [
            new WorseningPolicy(Rows.Stream.Schema.Task == PredictionTask.Regression), new CusumPolicy(),
            new RegretPolicy(), new CostAwarePolicy(costAware),
        ];
        PolicyRun[] runs =
        [
            // Never comes first, so that a run's place is its cadence.
            .. fixedRuns.Where((run, k) => k == 0 || Cadences.Contains(k) || run == best),
            .. rules.Select(rule => PolicyRun.Of(matrix, rule, cost)),
        ];
        return
        [
            .. runs.Select(run => ResultOf(run, run == best)),
            .. replays.Where(replay => replay.Unanswered == 0).Select(ResultOf),
            ResultOf(PolicyRun.Of(Oracle, matrix, cost, oracle.Retrainings), best: false),
        ];
    }

    private PolicyResult ResultOf(PolicyRun run, bool best) => new(
        run.Policy, run.Plan.Cost, run.Plan.Loss, ErrorOf(run.Plan.Loss), RatioOf(run.Plan.Cost), best,
        run.Plan.Retrainings, run.Plan.Retrainings.Length, run.Reasons, run.CostByPeriod)
    {
        TrainingSeconds = run.Plan.Retrainings.Sum(t => measured.Seconds[t]),
    };

    private PolicyResult ResultOf(ReplayedPolicy replay)
    {
        ImmutableArray<int> retrainings = [.. replay.Runs.Select(run => PeriodOf(run.At))];
        var byPeriod = replay.LossByPeriod.ToArray();
        foreach (var t in retrainings) byPeriod[t] += cost;
        var loss = replay.LossByPeriod.Sum();
        var total = loss + cost * retrainings.Length;
        return new PolicyResult(
            replay.Name, total, loss, ErrorOf(loss), RatioOf(total), BestFixed: false, retrainings,
            replay.Runs.Sum(run => run.Trainings), [], [.. byPeriod])
        {
            TrainingSeconds = replay.Runs.Sum(run => run.TrainingSeconds),
        };
    }

    // A run may still end after the last period, when its last outcomes have come.
    private int PeriodOf(DateTimeOffset at) =>
        (int)Math.Clamp((at - Rows.Start).Ticks / Rows.Period.Ticks, 0, matrix.Periods - 1);

    private double RatioOf(double total) => oracle.Cost == 0 ? 1 : total / oracle.Cost;

    /// <summary>Computes the RMSE, or the share of wrong classes: every policy is judged on the same rows.</summary>
    private double ErrorOf(double loss)
    {
        var mean = loss / Math.Max(1, Rows.Rows.Sum(part => part.Length));
        return Rows.Stream.Schema.Task == PredictionTask.Regression ? Math.Sqrt(mean) : mean;
    }
}
