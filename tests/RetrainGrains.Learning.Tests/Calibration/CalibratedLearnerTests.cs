using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Calibration;

public sealed class CalibratedLearnerTests
{
    private static readonly ILearner LeafWise = LearnerRegistry.BuiltIn.Get("leafwise");

    // Grown on until it is nearly sure of every noisy row.
    private static readonly TreeParameters Overconfident = TreeParameters.LeafWise with
    {
        NumberOfTrees = 150, LearningRate = 0.3, MinimumExampleCountPerLeaf = 3,
    };

    [Theory]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Platt)]
    public void Calibration_takes_an_overconfident_learners_errors_down_on_later_rows(CalibrationMethod method)
    {
        var rows = Rows(4_000, 1);
        var later = Rows(4_000, 2);

        var plain = Fit(LeafWise, rows).CreateScorer().ScoreAll(later);
        var calibrated = Fit(new CalibratedLearner(LeafWise, method), rows).CreateScorer().ScoreAll(later);

        Assert.InRange(Brier(calibrated, later), 0, 0.93 * Brier(plain, later));
        Assert.InRange(CalibrationError(calibrated, later), 0, 0.5 * CalibrationError(plain, later));
    }

    [Theory]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Platt)]
    public void The_model_is_the_one_of_all_rows_and_only_its_probabilities_change(CalibrationMethod method)
    {
        var rows = Rows(1_000, 1);

        var artifact = Fit(new CalibratedLearner(LeafWise, method), rows);

        var model = Assert.IsType<CalibratedModel>(artifact.Model);
        Assert.Equal(("leafwise", TargetForm.Level), (artifact.Learner, artifact.TargetForm));
        var plain = Fit(LeafWise, rows).CreateScorer().ScoreAll(rows);
        Assert.Equal(plain.Select(model.Map.Apply), artifact.CreateScorer().ScoreAll(rows));
    }

    [Fact]
    public void Outcomes_that_calibrate_or_were_not_known_before_them_do_not_teach_the_model_that_is_calibrated()
    {
        const int known = 800 - 24;
        var rows = Rows(1_000, 1).WithOutcomeDelay(TimeSpan.FromHours(24));

        var map = Curve(rows);

        // The model of all rows learns from them; the map is of the model that was fitted on the first ones.
        Assert.Equal(map, Curve(WithOutcomesTurned(rows, known + 1, 800)));
        Assert.NotEqual(map, Curve(WithOutcomesTurned(rows, known - 23, known + 1)));
        Assert.NotEqual(map, Curve(WithOutcomesTurned(rows.WithOutcomeDelay(default), known + 1, 800)));
    }

    [Theory]
    [InlineData(CalibrationMethod.Isotonic)]
    [InlineData(CalibrationMethod.Platt)]
    public void A_calibrated_model_is_read_back_as_it_was_written(CalibrationMethod method)
    {
        var rows = Rows(1_000, 1);
        var artifact = Fit(new CalibratedLearner(LearnerRegistry.BuiltIn.Get("logistic"), method), rows, null);

        var read = ModelRegistry.Parse(artifact.Bytes.Span);

        Assert.Equal(artifact.Id, read.Id);
        Assert.Equal(artifact.CreateScorer().ScoreAll(rows), read.CreateScorer().ScoreAll(rows));
        Assert.Equal((ModelKind)20, ModelKind.Calibrated);
    }

    [Fact]
    public void It_scores_without_allocation()
    {
        var scorer = Fit(new CalibratedLearner(LeafWise, CalibrationMethod.Isotonic), Rows(1_000, 1)).CreateScorer();
        var features = new float[3];
        scorer.Score(features, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) scorer.Score(features, i);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Attributions_are_those_before_calibration_and_the_prediction_is_the_calibrated_one()
    {
        var rows = Rows(1_000, 1);
        var artifact = Fit(new CalibratedLearner(LeafWise, CalibrationMethod.Platt), rows);
        var explainer = artifact.CreateExplainer();
        var (attributions, plain) = (new double[4], new double[4]);
        float[] features = [0.3f, -0.2f, 0.9f];

        explainer.Attributions(features, attributions);
        Fit(LeafWise, rows).CreateExplainer().Attributions(features, plain);

        Assert.Equal(plain, attributions);
        Assert.False(explainer.IsAdditive);
        Assert.Equal(
            artifact.CreateScorer().Score(features, 0), explainer.ToPrediction(attributions.Sum()), 1e-6);
    }

    [Fact]
    public void A_calibrated_forest_is_not_taken_for_one_whose_attributions_are_probabilities()
    {
        var forest = Fit(
            new CalibratedLearner(LearnerRegistry.BuiltIn.Get("forest"), CalibrationMethod.Isotonic),
            Rows(1_000, 1), null);

        Assert.False(forest.CreateExplainer().IsAdditive);
        var blend = Blend.Create([(1, forest), (1, forest)]);
        var explainer = blend.CreateExplainer();
        var attributions = new double[explainer.AttributionCount];
        var features = new float[attributions.Length - 1];
        explainer.Attributions(features, attributions);
        Assert.Equal(blend.CreateScorer().Score(features, 0), attributions.Sum(), 1e-9);
    }

    [Fact]
    public void What_cannot_be_calibrated_is_said()
    {
        var learner = new CalibratedLearner(LeafWise, CalibrationMethod.Isotonic);
        var rows = Rows(1_000, 1);
        var oneClass = SyntheticRows.Create(
            1_000, 3, 1, x => x[0] > 2 ? 1 : 0, PredictionTask.BinaryClassification);

        Assert.Contains("at least 50 rows in the last 20", Failure(rows.Slice(0, 200)));
        Assert.Contains("needs both classes; the last 200 rows all have class 0", Failure(oneClass));
        Assert.Contains("No row's outcome was known", Failure(rows.WithOutcomeDelay(TimeSpan.FromDays(900))));
        Assert.Contains("no probabilities to calibrate for Regression",
            Failure(SyntheticRows.Create(1_000, 3, 1, x => x[0])));
        Assert.Contains("cannot go on from an earlier model", learner.Fit(
            rows, Overconfident, 1, FitOptions.Default, Fit(LeafWise, rows)).Failure);

        string? Failure(Dataset failing) => learner.Fit(failing, Overconfident, 1, FitOptions.Default).Failure;
    }

    [Theory]
    [InlineData(new[] { 0.2, 0.1 }, new[] { 0.1, 0.2 })]
    [InlineData(new[] { 0.1, 0.2 }, new[] { 0.2, 0.1 })]
    [InlineData(new[] { 0.1, 0.2 }, new[] { 0.2, 1.1 })]
    public void A_curve_that_does_not_rise_is_refused(double[] scores, double[] probabilities)
    {
        var bent = new IsotonicMap(new([.. scores], [.. probabilities]));
        var model = new CalibratedModel(Fit(LeafWise, Rows(1_000, 1)).Model, bent);
        var artifact = Artifact.Create(Fit(LeafWise, Rows(1_000, 1)).Header, model);

        Assert.Throws<ArtifactException>(() => ModelRegistry.Parse(artifact.Bytes.Span));
    }

    [Fact]
    public void A_calibrated_model_or_a_blend_cannot_be_calibrated_again()
    {
        var artifact = Fit(new CalibratedLearner(LeafWise, CalibrationMethod.Platt), Rows(1_000, 1));
        var plain = Fit(LeafWise, Rows(1_000, 1));
        Artifact[] nested =
        [
            Artifact.Create(artifact.Header, new CalibratedModel(artifact.Model, new PlattMap(1, 0))),
            Artifact.Create(plain.Header, new CalibratedModel(Blend.Create([(1, plain)]).Model, new PlattMap(1, 0))),
        ];

        Assert.All(nested, one => Assert.Contains(
            "cannot be calibrated",
            Assert.Throws<ArtifactException>(() => ModelRegistry.Parse(one.Bytes.Span)).Message));
    }

    private static Dataset Rows(int count, int seed)
    {
        var random = new Random(100 + seed);
        return SyntheticRows.Create(
            count, 3, seed, x => random.NextDouble() < 0.5 + 0.3 * x[0] ? 1 : 0, PredictionTask.BinaryClassification);
    }

    private static Dataset WithOutcomesTurned(Dataset rows, int from, int to)
    {
        var builder = new DatasetBuilder(rows.Schema);
        var features = new float[rows.FeatureCount];
        for (var i = 0; i < rows.Count; i++)
        {
            rows.CopyRow(i, features);
            var target = i >= from && i < to ? 1 - rows.Targets[i] : rows.Targets[i];
            builder.Add(rows.UnixMilliseconds[i], features, target);
        }

        return builder.Build().WithOutcomeDelay(rows.OutcomeDelay);
    }

    private static string Curve(Dataset rows)
    {
        var artifact = Fit(new CalibratedLearner(LeafWise, CalibrationMethod.Isotonic), rows);
        var map = Assert.IsType<CalibratedModel>(artifact.Model).Map;
        return string.Join(' ', Enumerable.Range(0, 100).Select(i => map.Apply(i / 100.0)));
    }

    private static Artifact Fit(ILearner learner, Dataset rows) => Fit(learner, rows, Overconfident);

    private static Artifact Fit(ILearner learner, Dataset rows, LearnerParameters? parameters)
    {
        var result = learner.Fit(rows, parameters ?? learner.Defaults, 1, FitOptions.Default);
        Assert.True(result.Succeeded, result.Failure);
        return result.Artifact;
    }

    private static double Brier(double[] predictions, Dataset rows) =>
        predictions.Zip(rows.Targets.ToArray(), (p, y) => (p - y) * (p - y)).Average();

    // Ten equal bins, weighted by their rows.
    private static double CalibrationError(double[] predictions, Dataset rows) =>
        predictions.Zip(rows.Targets.ToArray()).GroupBy(pair => Math.Min(9, (int)(pair.First * 10)))
            .Sum(bin => Math.Abs(bin.Sum(pair => pair.First - pair.Second))) / rows.Count;
}
