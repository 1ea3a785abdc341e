using RetrainGrains.Domain.Performance;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Grains.Training;

/// <summary>What a training made: the report for the gates, and the bytes when there is a model.</summary>
internal sealed record TrainedChallenger(ChallengerResult Result, Artifact? Artifact);

/// <summary>Trains one challenger from its rows: pure computing, the same result for the same plan.</summary>
internal static class ChallengerTraining
{
    private const int ProbeRows = 500;
    private const double ValidationShare = 0.2;

    public static TrainedChallenger Train(
        FeatureSchema schema, ChallengerPlan plan, PlannedChallenger planned, IReadOnlyList<MaturedRow> rows,
        CancellationToken cancellation)
    {
        if (rows.Count == 0) return Failed(planned, 0, "no rows in its window");
        var dataset = DatasetOf(schema, rows);
        var (fitted, failure) = Fit(plan, planned, dataset, cancellation);
        if (fitted is null) return Failed(planned, rows.Count, failure!);
        var result = new ChallengerResult(
            planned.Ordinal, planned.Recipe, fitted.Id, rows.Count, rows[0].At, Probe(fitted.CreateScorer(), rows),
            null)
        {
            Validation = plan.Validate ? Validate(schema, plan, planned, dataset, rows, cancellation) : null,
        };
        return new TrainedChallenger(
            plan.ReferenceFrom == planned.Ordinal ? WithReference(result, schema, plan, rows) : result, fitted);
    }

    private static (Artifact? Artifact, string? Failure) Fit(
        ChallengerPlan plan, PlannedChallenger planned, Dataset rows, CancellationToken cancellation)
    {
        var learner = LearnerRegistry.Get(planned.Recipe.Learner);
        var result =
            learner.Fit(
                rows, LearnerMapping.ParametersOf(learner, plan.Trees, planned.Recipe.Form), planned.Seed,
                new FitOptions { Cancellation = cancellation });
        return (result.Artifact, result.Failure);
    }

    private static Dataset DatasetOf(FeatureSchema schema, IReadOnlyList<MaturedRow> rows)
    {
        var builder = new DatasetBuilder(LearnerMapping.SchemaOf(schema), rows.Count);
        foreach (var row in rows) builder.Add(row.At.ToUnixTimeMilliseconds(), row.Features, row.Outcome);
        return builder.Build();
    }

    private static PredictionProbe Probe(Scorer scorer, IReadOnlyList<MaturedRow> rows)
    {
        var recent = rows.Skip(Math.Max(0, rows.Count - ProbeRows)).ToArray();
        var predictions = recent.Select(row => scorer.Score(row.Features, row.At.ToUnixTimeMilliseconds())).ToArray();
        return PredictionProbe.Of(predictions, recent.Select(row => row.Outcome).ToArray());
    }

    private static ErrorProfile? Validate(
        FeatureSchema schema, ChallengerPlan plan, PlannedChallenger planned, Dataset dataset,
        IReadOnlyList<MaturedRow> rows, CancellationToken cancellation)
    {
        var held = (int)(rows.Count * ValidationShare);
        var first = rows.Count - held;
        var (artifact, _) = Fit(plan, planned, dataset.Slice(0, first), cancellation);
        if (artifact is null || held == 0) return null;
        var predictions = artifact.CreateScorer().ScoreAll(dataset.Slice(first, held));
        var returns = ReturnRule.Of(plan.Returns, schema);
        var sums = new ErrorSums(schema.Task);
        foreach (var hour in Enumerable.Range(0, held).GroupBy(i => HourBucket.HourOf(rows[first + i].At)))
        {
            var within = new ErrorSums(schema.Task);
            foreach (var i in hour)
            {
                var row = rows[first + i];
                var earned = returns?.Of(predictions[i], row.Outcome, row.Features) ?? double.NaN;
                within.Add(predictions[i], row.Outcome, earned);
            }
            sums.Merge(within);
        }
        return ErrorProfile.Of(sums, LossByDay.Of([]));
    }

    private static ChallengerResult WithReference(
        ChallengerResult result, FeatureSchema schema, ChallengerPlan plan, IReadOnlyList<MaturedRow> rows)
    {
        var bins = plan.Bins ?? FeatureBins.Of(schema, [.. rows.Select(row => row.Features)]);
        var sums = new FeatureSums(schema.Features.Length);
        foreach (var row in rows) sums.Add(bins, row.Features);
        return result with { Profile = FeatureProfile.Of(sums), Bins = bins };
    }

    private static TrainedChallenger Failed(PlannedChallenger planned, int rows, string reason) =>
        new(new ChallengerResult(
            planned.Ordinal, planned.Recipe, null, rows, planned.From, PredictionProbe.None, reason), null);
}
