using System.Text.Json.Serialization;
using RetrainGrains.Domain.Costs;

namespace RetrainGrains.Cli.Backtest;

/// <summary>What a policy came to on one stream.</summary>
public sealed record PolicyResult(
    string Policy, double Cost, double Loss, double Ratio, bool BestFixed, ImmutableArray<int> Retrainings,
    ImmutableArray<string> Reasons, ImmutableArray<double> CostByPeriod)
{
    // It differs from run to run, so the report's JSON does not carry it.
    [JsonIgnore]
    public double TrainingSeconds { get; init; }
}

/// <summary>Every policy on one stream, by what it cost.</summary>
public static class PolicyComparison
{
    /// <summary>
    /// A retraining's cost as a share of what a fresh model loses in a period: dear enough that retraining for nothing
    /// shows, cheap enough that a model which has grown 5 % worse repays it in a period.
    /// </summary>
    public const double DefaultCostShare = 0.05;

    public const string Oracle = "oracle";

    // Shown whether they are good or not; the best of all cadences joins them.
    private static readonly int[] Cadences = [1, 2, 4, 8, 13, 26];

    public static ImmutableArray<PolicyResult> Of(MeasuredStaleness measured, bool squaredLoss, double cost)
    {
        var matrix = measured.Matrix;
        var oracle = RetrainingOracle.Solve(matrix, [.. Enumerable.Repeat(cost, matrix.Periods)]);
        PolicyRun[] fixedRuns =
        [
            PolicyRun.Of(matrix, new NeverPolicy(), cost),
            .. Enumerable.Range(1, matrix.Periods - 1).Select(k => PolicyRun.Of(matrix, new CadencePolicy(k), cost)),
        ];
        var best = fixedRuns.MinBy(run => run.Plan.Cost)!;
        ICostPolicy[] rules =
        [
            new WorseningPolicy(squaredLoss), new CusumPolicy(), new RegretPolicy(),
            new CostAwarePolicy(new CostAwareSettings()),
        ];
        PolicyRun[] runs =
        [
            // Never comes first, so that a run's place is its cadence.
            .. fixedRuns.Where((run, k) => k == 0 || Cadences.Contains(k) || run == best),
            .. rules.Select(rule => PolicyRun.Of(matrix, rule, cost)),
            PolicyRun.Of(Oracle, matrix, cost, oracle.Retrainings),
        ];
        return [.. runs.Select(run => ResultOf(run, run == best, oracle, measured))];
    }

    private static PolicyResult ResultOf(PolicyRun run, bool best, RetrainingPlan oracle, MeasuredStaleness measured) =>
        new(run.Policy, run.Plan.Cost, run.Plan.Loss, oracle.Cost == 0 ? 1 : run.Plan.Cost / oracle.Cost, best,
            run.Plan.Retrainings, run.Reasons, run.CostByPeriod)
        {
            TrainingSeconds = run.Plan.Retrainings.Sum(t => measured.Seconds[t]),
        };
}
