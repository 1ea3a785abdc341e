using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>Turns what was measured into a report: scores, months, and the distance to the best fixed policy.</summary>
public static class ReportBuilder
{
    public static ReplayReport Build(ReplayMeasurement measured, ulong seed, string policy)
    {
        ImmutableArray<ModelReport> models = [.. measured.Streams.Select(stream => OfModel(measured, stream))];
        return new ReplayReport(ReplayReport.CurrentFormat, seed, policy, models, Overall(measured, models));
    }

    private static ModelReport OfModel(ReplayMeasurement measured, ObservationStream stream)
    {
        var policies = PoliciesOf(measured, stream);
        var answered = policies.Select(policy => policy.Scored).DefaultIfEmpty().Max();
        // A policy that could not answer every row has had an easier task.
        var best = policies.Where(policy => policy.Scored == answered && answered > 0).MinBy(policy => policy.Error);
        var replayed = measured.Replay.Models.Single(model => model.ModelId == stream.ModelId);
        var series = replayed.Predictions;
        var scores = Scores.Of(stream.Schema.Task, series.Predictions, series.Outcomes);
        var months = MonthlyErrors.Of(stream.Schema.Task, series, stream.Zone);
        var unanswered = series.Predictions.Count(double.IsNaN);
        return new ModelReport(stream.ModelId, scores)
        {
            Task = stream.Schema.Task,
            Target = stream.Schema.Target,
            Rows = stream.Rows.Length,
            WarmUpRows = stream.WarmUpRows,
            Input = stream.Counters,
            BestFixedPolicy = best?.Policy,
            BestFixedError = best?.Error ?? double.NaN,
            FixedPolicies =
            [
                .. policies.Select(policy => policy with { RelativeError = Ratio(policy.Error, best?.Error) }),
            ],
            Predictions = series.Count - unanswered,
            Unanswered = unanswered,
            Months = months,
            RelativeError = Ratio(scores.Error, best?.Error),
            WorstMonth = best is null ? null : MonthlyErrors.Worst(months, best.Months),
            Checks = replayed.Checks,
            Triggers = replayed.Triggers,
            Runs = replayed.Runs,
            FailedRuns = replayed.FailedRuns,
            FailedTrainings = replayed.FailedTrainings,
            Failures = replayed.Failures,
            NeverServed = replayed.NeverServed,
            Promotions = replayed.Promotions,
            Rejections = replayed.Rejections,
            Rollbacks = replayed.Rollbacks,
            TrainingSeconds = replayed.TrainingSeconds,
            LedgerSha256 = replayed.LedgerSha256,
            Regret = replayed.Regret,
            Explanations = replayed.Explanations,
            PredictionRows = [.. stream.Served.ToArray().Zip(series.Predictions, (row, prediction) =>
                new ReplayedRow(row.Id, row.At, prediction, row.Outcome))],
        };
    }

    private static PolicyReport[] PoliciesOf(ReplayMeasurement measured, ObservationStream stream) =>
    [
        .. measured.FixedRuns.Where(run => run.ModelId == stream.ModelId).Select(run =>
            new PolicyReport(
                run.Policy.Name, Scores.Of(stream.Schema.Task, run.Predictions.Predictions, run.Predictions.Outcomes))
            {
                Retrainings = run.Retrainings,
                TrainingSeconds = run.TrainingSeconds,
                Failure = run.Failure,
                Months = MonthlyErrors.Of(stream.Schema.Task, run.Predictions, stream.Zone),
            }),
    ];

    private static OverallReport Overall(ReplayMeasurement measured, ImmutableArray<ModelReport> models)
    {
        var worst = models.Where(model => model.WorstMonth is not null).MaxBy(model => model.WorstMonth!.Ratio);
        var triggers = models.SelectMany(model => model.Triggers).GroupBy(trigger => trigger.Key);
        return new OverallReport(PooledScores(measured))
        {
            Rows = models.Sum(model => model.Rows),
            Predictions = models.Sum(model => model.Predictions),
            Unanswered = models.Sum(model => model.Unanswered),
            MeanRelativeError = models.Average(model => model.RelativeError),
            WorstMonthModel = worst?.Model,
            WorstMonth = worst?.WorstMonth,
            Checks = models.Sum(model => model.Checks),
            Triggers = triggers.ToImmutableSortedDictionary(kind => kind.Key, kind => kind.Sum(pair => pair.Value)),
            Runs = models.Sum(model => model.Runs),
            FailedRuns = models.Sum(model => model.FailedRuns),
            FailedTrainings = models.Sum(model => model.FailedTrainings),
            Promotions = models.Sum(model => model.Promotions),
            Rejections = models.Sum(model => model.Rejections),
            Rollbacks = models.Sum(model => model.Rollbacks),
            TrainingSeconds = models.Sum(model => model.TrainingSeconds),
            WallSeconds = measured.Wall.TotalSeconds,
            CompareSeconds = measured.Compare.TotalSeconds,
            LedgerSha256 = measured.Replay.LedgerSha256,
            FixedPolicies =
            [
                .. models.SelectMany(model => model.FixedPolicies).GroupBy(policy => policy.Policy).Select(policy =>
                    new OverallPolicyReport(
                        policy.Key, policy.Average(model => model.RelativeError),
                        policy.Sum(model => model.Retrainings), policy.Sum(model => model.TrainingSeconds))),
            ],
        };
    }

    private static Scores PooledScores(ReplayMeasurement measured)
    {
        var tasks = measured.Streams.Select(stream => stream.Schema.Task).Distinct().ToArray();
        if (tasks.Length != 1) return new Scores(0, double.NaN);
        return Scores.Of(
            tasks[0],
            measured.Replay.Models.SelectMany(model => model.Predictions.Predictions).ToArray(),
            measured.Replay.Models.SelectMany(model => model.Predictions.Outcomes).ToArray());
    }

    private static double Ratio(double error, double? best) =>
        best is not { } least ? double.NaN : error == least ? 1 : error / least;
}
