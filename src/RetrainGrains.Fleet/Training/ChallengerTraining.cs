using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Searching;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Training;

/// <summary>The product of a training: the report for the gates, and the bytes when there is a model.</summary>
internal sealed record TrainedChallenger(ChallengerResult Result, Artifact? Artifact);

/// <summary>Trains one challenger from its rows: pure computing, the same result for the same plan.</summary>
internal static class ChallengerTraining
{
    private const int ProbeRows = 500;
    private const double ValidationShare = 0.2;

    public static TrainedChallenger Train(
        FeatureSchema schema, ChallengerPlan plan, PlannedChallenger planned, IReadOnlyList<LabelledRow> rows,
        RecipeLearners learners, TrainingProgressReporter watch, CancellationToken cancellation)
    {
        if (rows.Count == 0) return Failed(planned, 0, "no rows in its window");
        rows = Learnable(schema, rows);
        var dataset = DatasetOf(schema, planned.Recipe, rows);
        var (learner, score) = learners.For(planned.Recipe, schema, watch, cancellation);
        var search = Search(learner, plan, planned, dataset, watch, cancellation);
        var parameters = search?.Best ?? ParametersOf(learner, plan, planned);
        FitResult Fit(Dataset learned, string stage) =>
            learner.Calibrated(planned.Recipe)
                .Fit(learned, parameters, planned.Seed, watch.OptionsFor(stage, cancellation));

        var trained = Fit(dataset, "training");
        if (trained.Artifact is not { } fitted) return Failed(planned, rows.Count, trained.Failure!);
        var result = new ChallengerResult(
            planned.Ordinal, planned.Recipe, fitted.Id, rows.Count, rows[0].At,
            Probe(schema.Answer, dataset, fitted, score), null)
        {
            Fingerprint = DatasetFingerprint.Of(schema, rows),
            IsBitIdentical = learner.Calibrated(planned.Recipe).IsBitIdentical,
            Validation = plan.Validate
                ? Validate(schema, plan, dataset, rows, earlier => Fit(earlier, "validating"), score)
                : null,
            ValidatedFrom = plan.Validate && HeldOut(dataset) is var held and > 0 ? rows[rows.Count - held].At : null,
            Parameters = search is null ? null : Numbers(parameters),
            Search = search is null
                ? null
                : new SearchResult(search.RelativeLoss, search.Trials.Count, search.Fits, search.Ending),
            Attributions = plan.Explain ? TrainingAttributions.Of(fitted, rows, cancellation) : null,
        };
        return new TrainedChallenger(
            plan.ReferenceFrom == planned.Ordinal ? WithReference(result, schema, plan, rows) : result, fitted);
    }

    /// <summary>Brings rows to the schema: later features are missing in earlier rows, retired ones in all.</summary>
    public static IReadOnlyList<LabelledRow> Learnable(FeatureSchema schema, IReadOnlyList<LabelledRow> rows) =>
        schema.Version == 0
            ? rows
            : [.. rows.Select(row => row with { Features = schema.FitToLearn(row.Features) })];

    private static LearnerParameters ParametersOf(ILearner learner, ChallengerPlan plan, PlannedChallenger planned)
    {
        var parameters = LearnerMapping.ParametersOf(learner, plan.Trees, planned.Recipe.Form);
        // Of what stands beside them only what was searched: the rest is the policy's, which may have been set since.
        return planned.Parameters is { } found && learner.SearchSpace is { } space
            ? parameters.With(found.Where(value => space.Dimensions.Any(one => one.Name == value.Key)).ToDictionary())
            : parameters;
    }

    private static SearchReport? Search(
        ILearner learner, ChallengerPlan plan, PlannedChallenger planned, Dataset dataset,
        TrainingProgressReporter watch, CancellationToken cancellation)
    {
        if (planned.Search is not { } policy || learner.SearchSpace is null) return null;
        // What is held out for the bounds must not have chosen the parameters.
        var known = plan.Validate ? dataset.Slice(0, dataset.Count - HeldOut(dataset)) : dataset;
        var settings = new SearchOptions
        {
            Trials = policy.Trials,
            Folds = policy.Folds,
            ValidationFraction = policy.ValidationShare,
            OutcomeDelay = dataset.OutcomeDelay,
            IsOver = () => watch.Elapsed >= policy.TimeBudget,
        };
        return HyperparameterSearch.Run(
            learner, ParametersOf(learner, plan, planned), known, settings, planned.Seed,
            watch.OptionsFor("searching", cancellation));
    }

    private static ImmutableSortedDictionary<string, double> Numbers(LearnerParameters parameters) =>
        parameters.Values.ToImmutableSortedDictionary(value => value.Name, value => value.Value);

    private static Dataset DatasetOf(FeatureSchema schema, Recipe recipe, IReadOnlyList<LabelledRow> rows)
    {
        var builder = new DatasetBuilder(LearnerMapping.SchemaOf(schema), rows.Count);
        foreach (var row in rows) builder.Add(row.At.ToUnixTimeMilliseconds(), row.Features, row.Outcome);
        // The latest outcome of all: a fold then knows no more than was known at its origin, at the price of rows.
        var dataset = builder.Build().WithOutcomeDelay(rows.Max(row => row.KnownAt - row.At));
        return recipe.HalfLifeDays is { } days ? dataset.WeightedByRecency(TimeSpan.FromDays(days)) : dataset;
    }

    private static PredictionProbe Probe(
        AnswerKind answer, Dataset rows, Artifact artifact, Func<Artifact, Dataset, double[]> score)
    {
        var probed = Math.Min(rows.Count, ProbeRows);
        var recent = rows.Slice(rows.Count - probed, probed);
        var probe = PredictionProbe.Of(score(artifact, recent), recent.Targets.ToArray());
        // Classes that have not come of late are no less sane than the others.
        return answer switch
        {
            { Classes: > 0 and var classes } => probe with { OutcomeLow = 0, OutcomeHigh = classes - 1 },
            { Task: PredictionTask.BinaryClassification } => probe with { OutcomeLow = 0, OutcomeHigh = 1 },
            _ => probe,
        };
    }

    private static ErrorProfile? Validate(
        FeatureSchema schema, ChallengerPlan plan, Dataset dataset, IReadOnlyList<LabelledRow> rows,
        Func<Dataset, FitResult> fit, Func<Artifact, Dataset, double[]> score)
    {
        var held = HeldOut(dataset);
        var first = rows.Count - held;
        if (held == 0 || fit(dataset.Slice(0, first)).Artifact is not { } artifact) return null;
        var later = dataset.Slice(first, held);
        var predictions = score(artifact, later);
        var given = schema.Answer.Classes == 0 ? null : artifact.CreateScorer().ScoreOwnClasses(later);
        var returns = ReturnRule.Of(plan.Returns, schema);
        var sums = new ErrorSums(schema.Answer);
        foreach (var hour in Enumerable.Range(0, held).GroupBy(i => HourBucket.HourOf(rows[first + i].At)))
        {
            var within = new ErrorSums(schema.Answer);
            foreach (var i in hour)
            {
                var row = rows[first + i];
                var earned = returns?.Of(predictions[i], row.Outcome, row.Features) ?? double.NaN;
                within.Add(predictions[i], row.Outcome, earned, given?[i] ?? double.NaN);
            }
            sums.Merge(within);
        }
        return ErrorProfile.Of(sums, LossByDay.Of([]));
    }

    private static int HeldOut(Dataset rows) => (int)(rows.Count * ValidationShare);

    private static ChallengerResult WithReference(
        ChallengerResult result, FeatureSchema schema, ChallengerPlan plan, IReadOnlyList<LabelledRow> rows)
    {
        float[][] learned = [.. rows.Select(row => row.Features)];
        var bins = plan.Bins?.Completed(schema, learned) ?? FeatureBins.Of(schema, learned) with
        {
            Answers = AnswerBins.Of(schema, [.. rows.Select(row => new[] { (float)row.Outcome })]),
        };
        var (sums, outcomes) = (new FeatureSums(schema.Features.Length), new FeatureSums(1));
        foreach (var row in rows)
        {
            sums.Add(bins, row.Features);
            if (bins.Answers is { } answers) outcomes.Add(answers.Outcomes, [(float)row.Outcome]);
        }
        var profile = FeatureProfile.Of(sums) with
        {
            Outcomes = bins.Answers is null ? null : FeatureProfile.Of(outcomes),
        };
        return result with { Profile = profile, Bins = bins };
    }

    private static TrainedChallenger Failed(PlannedChallenger planned, int rows, string reason) =>
        new(new ChallengerResult(
            planned.Ordinal, planned.Recipe, null, rows, planned.From, PredictionProbe.None, reason), null);
}
