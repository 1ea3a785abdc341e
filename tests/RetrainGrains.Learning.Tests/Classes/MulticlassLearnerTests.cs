using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Classes;

/// <summary>Every learner of several classes: what it must beat, and what its probabilities are.</summary>
public sealed class MulticlassLearnerTests
{
    private static readonly Dataset Training = ThreeClasses.Create(3_000, seed: 1);
    private static readonly Dataset Later = ThreeClasses.Create(1_500, seed: 2);

    [Theory]
    [InlineData("leafwise", 0.70, 0.78)]
    [InlineData("depthwise", 0.70, 0.78)]
    [InlineData("forest", 0.71, 0.76)]
    [InlineData("extra-trees", 0.69, 0.80)]
    [InlineData("logistic", 0.66, 0.80)]
    [InlineData("perceptron", 0.68, 0.80)]
    [InlineData("transitions", 0.45, 1.06)]
    [InlineData("mean", 0.30, 1.10)]
    public void It_predicts_later_rows_about_as_well_as_they_can_be(string learner, double accuracy, double logLoss)
    {
        var scorer = Fitting.Fit(learner, Training).CreateScorer();

        Assert.InRange(ThreeClasses.Accuracy(scorer, Later), accuracy, 1);
        Assert.InRange(ThreeClasses.LogLoss(scorer, Later), 0, logLoss);
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("forest")]
    [InlineData("logistic")]
    [InlineData("perceptron")]
    [InlineData("transitions")]
    [InlineData("mean")]
    public void An_artifact_answers_after_reading_as_it_did_before(string learner)
    {
        var fitted = Fitting.Fit(learner, Training);
        var read = ModelRegistry.Parse(fitted.Bytes.Span);

        Assert.Equal(ThreeClasses.Count, read.Schema.ClassCount);
        Assert.Equal(Answers(fitted, Later), Answers(read, Later));
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("depthwise")]
    [InlineData("forest")]
    public void Two_threads_make_the_same_bytes_as_one(string learner)
    {
        var one = Fitting.Fit(learner, Training, options: new FitOptions { Threads = 1 });
        var two = Fitting.Fit(learner, Training, options: new FitOptions { Threads = 2 });

        Assert.Equal(one.Id, two.Id);
    }

    [Theory]
    [InlineData("ridge")]
    [InlineData("elastic-net")]
    [InlineData("seasonal")]
    public void A_learner_that_cannot_tell_classes_apart_says_so(string learner)
    {
        var chosen = LearnerRegistry.BuiltIn.Get(learner);

        Assert.False(chosen.Supports(PredictionTask.MulticlassClassification));
        var result = chosen.Fit(Training, chosen.Defaults, 1, FitOptions.Default);
        Assert.Equal($"Learner '{learner}' does not support MulticlassClassification.", result.Failure);
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("forest")]
    [InlineData("logistic")]
    [InlineData("perceptron")]
    [InlineData("transitions")]
    [InlineData("mean")]
    public void A_class_that_never_occurred_is_improbable_and_not_impossible(string learner)
    {
        var rows = Without(Training, label: 1);
        var scorer = Fitting.Fit(learner, rows).CreateScorer();
        var probabilities = new double[ThreeClasses.Count];
        scorer.ScoreClasses([0.1f, 0.2f, 0], 0, probabilities);

        Assert.InRange(probabilities[1], 0, 0.01);
        Assert.Equal(1, probabilities.Sum(), 12);
    }

    [Fact]
    public void Rows_of_one_class_only_teach_nothing()
    {
        var rows = Without(Without(Training, 1), 2);

        var result = LearnerRegistry.BuiltIn.Get("leafwise").Fit(rows, TreeParameters.LeafWise, 1, FitOptions.Default);

        Assert.Equal(
            $"Learner 'leafwise' needs at least two classes; all {rows.Count} rows have class 0.", result.Failure);
    }

    [Fact]
    public void Boosting_goes_on_from_an_earlier_model_and_grows_the_trees_it_would_have_grown()
    {
        var ten = TreeParameters.LeafWise with { NumberOfTrees = 10 };
        var learner = LearnerRegistry.BuiltIn.Get("leafwise");
        var first = learner.Fit(Training, ten, 3, FitOptions.Default).Artifact!;

        var more = learner.Fit(Training, ten, 3, FitOptions.Default, first).Artifact!;

        var whole = learner.Fit(Training, ten with { NumberOfTrees = 20 }, 3, FitOptions.Default).Artifact!;
        Assert.Equal(ThreeClasses.LogLoss(whole.CreateScorer(), Later),
            ThreeClasses.LogLoss(more.CreateScorer(), Later), 9);
    }

    [Fact]
    public void Early_stopping_keeps_the_rounds_that_were_best_on_the_latest_rows()
    {
        var learner = LearnerRegistry.BuiltIn.Get("leafwise");
        var many = TreeParameters.LeafWise with { NumberOfTrees = 400, EarlyStoppingRounds = 10 };

        var stopped = learner.Fit(Training, many, 1, FitOptions.Default);

        Assert.Contains("of 400 rounds were best", Assert.Single(stopped.Notes));
        var all = learner.Fit(Training, many with { EarlyStoppingRounds = 0 }, 1, FitOptions.Default).Artifact!;
        Assert.True(ThreeClasses.LogLoss(stopped.Artifact!.CreateScorer(), Later)
            < ThreeClasses.LogLoss(all.CreateScorer(), Later));
    }

    [Fact]
    public void Rows_that_weigh_more_draw_the_probabilities_to_their_class()
    {
        double[] weights = [.. Training.Targets.ToArray().Select(t => t == 2 ? 20.0 : 1)];
        var weighted = Fitting.Fit("leafwise", Training.WithWeights(weights)).CreateScorer();
        var plain = Fitting.Fit("leafwise", Training).CreateScorer();

        Assert.True(weighted.ScoreAll(Later).Count(c => c == 2) > plain.ScoreAll(Later).Count(c => c == 2));
    }

    [Fact]
    public void A_blend_averages_probabilities_and_predicts_the_most_probable_class()
    {
        var (trees, linear) = (Fitting.Fit("leafwise", Training), Fitting.Fit("logistic", Training));
        var blend = ModelRegistry.Parse(Blend.Create([(1, trees), (3, linear)]).Bytes.Span);

        var (mixed, first, second) = (Answers(blend, Later), Answers(trees, Later), Answers(linear, Later));
        for (var i = 0; i < mixed.Length; i++) Assert.Equal(0.25 * first[i] + 0.75 * second[i], mixed[i], 12);
        var scorer = blend.CreateScorer();
        Assert.InRange(ThreeClasses.Accuracy(scorer, Later), 0.68, 1);
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("perceptron")]
    [InlineData("transitions")]
    public void Scoring_allocates_nothing_and_asks_for_as_much_room_as_there_are_classes(string learner)
    {
        var fitted = Fitting.Fit(learner, Training);
        var scorer = Blend.Create([(1, fitted), (1, Fitting.Fit("mean", Training))]).CreateScorer();
        var (row, probabilities) = (new float[] { 0.1f, 0.2f, 1 }, new double[ThreeClasses.Count]);

        // The runtime may allocate once on this thread when it recompiles a method; a scorer would in every round.
        var leastAllocated = Enumerable.Range(0, 10).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) scorer.ScoreClasses(row, i, probabilities);
            for (var i = 0; i < 100; i++) scorer.Score(row, i);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, leastAllocated);
        Assert.Contains("has 3 classes; asked for 2", Assert.Throws<ArgumentException>(
            () => scorer.ScoreClasses(row, 0, new double[2])).Message);
    }

    private static double[] Answers(Artifact artifact, Dataset rows)
    {
        var scorer = artifact.CreateScorer();
        var features = new float[rows.FeatureCount];
        var answers = new double[rows.Count * ThreeClasses.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.CopyRow(row, features);
            var probabilities = answers.AsSpan(row * ThreeClasses.Count, ThreeClasses.Count);
            scorer.ScoreClasses(features, rows.UnixMilliseconds[row], probabilities);
            var copy = probabilities.ToArray();
            Assert.Equal(1, copy.Sum(), 12);
            Assert.Equal(scorer.Score(features, 0), Array.IndexOf(copy, copy.Max()));
        }

        return answers;
    }

    private static Dataset Without(Dataset rows, int label)
    {
        var builder = new DatasetBuilder(rows.Schema);
        var features = new float[rows.FeatureCount];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.CopyRow(row, features);
            if (rows.Targets[row] != label) builder.Add(rows.UnixMilliseconds[row], features, rows.Targets[row]);
        }

        return builder.Build();
    }
}
