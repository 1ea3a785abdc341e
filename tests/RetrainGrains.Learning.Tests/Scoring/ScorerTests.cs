using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Tests.Trees;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Scoring;

public sealed class ScorerTests
{
    private const int Width = 5;
    private static readonly Dataset Rows =
        SyntheticRows.Create(2_000, Width, 1, Known, missingShare: 0.2, lastValueFeature: 0);

    [Theory]
    [InlineData("leafwise")]
    [InlineData("forest")]
    public void Compiled_trees_agree_with_the_plain_walk(string learner)
    {
        var artifact = Fitting.Fit(learner, Rows);
        var ensemble = (TreeEnsemble)artifact.Model;
        var scorer = artifact.CreateScorer();
        var features = new float[Width];
        var random = new Random(4);
        for (var i = 0; i < 2_000; i++)
        {
            Rows.CopyRow(i, features);
            features[random.Next(Width)] = i % 7 == 0 ? float.NegativeInfinity : (float)random.NextDouble();
            var expected = ensemble.BaseScore
                + ensemble.Scale * ensemble.Trees.Sum(t => (double)ReferenceWalk.Value(t, features));

            Assert.Equal(expected, scorer.Score(features, 0), 1e-9);
        }
    }

    [Fact]
    public void Trees_with_categories_agree_with_the_plain_walk()
    {
        var random = new Random(9);
        Tree[] trees = [.. Enumerable.Range(0, 50).Select(_ => CategoryTree(random))];
        var ensemble = new TreeEnsemble(1, 0.5, default, trees);
        var predictor = ensemble.Compile();
        for (var i = 0; i < 500; i++)
        {
            float[] features = [RandomCode(random), random.NextSingle(), RandomCode(random)];
            var expected = 1 + 0.5 * ensemble.Trees.Sum(t => (double)ReferenceWalk.Value(t, features));

            Assert.Equal(expected, predictor.Predict(features, 0), 1e-9);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    [InlineData(1e30f)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_no_category_is_in_no_set(float value)
    {
        var split = TreeNode.Split(0, CategorySet.Of([0, 65_535]), missingGoesLeft: true);
        var tree = new Tree([split, TreeNode.Leaf(1), TreeNode.Leaf(2)]);
        var predictor = new TreeEnsemble(0, 1, default, [tree]).Compile();

        Assert.Equal(2, predictor.Predict([value], 0));
        Assert.Equal(1, predictor.Predict([65_535], 0));
        Assert.Equal(1, predictor.Predict([float.NaN], 0));
    }

    [Fact]
    public void A_value_on_a_threshold_goes_left_whichever_side_missing_takes()
    {
        foreach (var missingGoesLeft in new[] { false, true })
        {
            var tree = new Tree([TreeNode.Split(0, 0.5f, missingGoesLeft), TreeNode.Leaf(1), TreeNode.Leaf(2)]);
            var predictor = new TreeEnsemble(0, 1, default, [tree]).Compile();

            Assert.Equal(1, predictor.Predict([0.5f], 0));
            Assert.Equal(2, predictor.Predict([MathF.BitIncrement(0.5f)], 0));
            Assert.Equal(missingGoesLeft ? 1 : 2, predictor.Predict([float.NaN], 0));
        }
    }

    [Fact]
    public void A_batch_and_single_rows_agree()
    {
        var scorer = Fitting.Fit("leafwise", Rows).CreateScorer();
        var matrix = new float[Rows.Count * Width];
        for (var row = 0; row < Rows.Count; row++) Rows.CopyRow(row, matrix.AsSpan(row * Width, Width));
        var predictions = new double[Rows.Count];
        scorer.ScoreBatch(matrix, Rows.UnixMilliseconds, predictions);

        Assert.Equal(scorer.ScoreAll(Rows), predictions);
        Assert.Equal(scorer.Score(matrix.AsSpan(7 * Width, Width), Rows.UnixMilliseconds[7]), predictions[7]);
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("forest")]
    [InlineData("ridge")]
    [InlineData("last-value")]
    [InlineData("seasonal")]
    [InlineData("mean")]
    [InlineData("blend")]
    [InlineData("categories")]
    public void Scoring_allocates_nothing(string learner)
    {
        var scorer = (learner switch
        {
            "blend" => Blend.Create([(1, Fitting.Fit("leafwise", Rows)), (2, Fitting.Fit("ridge", Rows))]),
            "categories" => Artifact.Create(
                new ArtifactHeader(learner, TargetForm.Level, 0, Rows.Schema),
                new TreeEnsemble(0, 1, default, [CategoryTree(new Random(1)), CategoryTree(new Random(2))])),
            _ => Fitting.Fit(learner, Rows),
        }).CreateScorer();
        var features = new float[2 * Width];
        var times = new long[2];
        var predictions = new double[2];
        scorer.Score(features.AsSpan(0, Width), 0);
        scorer.ScoreBatch(features, times, predictions);

        // The runtime may allocate once on this thread when it recompiles a method; a scorer would in every round.
        var leastAllocated = Enumerable.Range(0, 10).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                scorer.Score(features.AsSpan(0, Width), i);
                scorer.ScoreBatch(features, times, predictions);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, leastAllocated);
    }

    [Fact]
    public void A_row_of_another_width_is_refused()
    {
        var scorer = Fitting.Fit("mean", Rows).CreateScorer();

        var error = Assert.Throws<ArgumentException>(() => scorer.Score([1, 2], 0));

        Assert.Contains("takes 5 features; got 2", error.Message);
        Assert.Throws<ArgumentException>(() => scorer.ScoreBatch(new float[9], [1, 2], new double[2]));
    }

    [Fact]
    public void A_scorer_answers_the_same_on_many_threads()
    {
        var scorer = Fitting.Fit("leafwise", Rows).CreateScorer();
        var expected = scorer.ScoreAll(Rows);

        Parallel.For(0, 8, _ => Assert.Equal(expected, scorer.ScoreAll(Rows)));
    }

    [Fact]
    public void A_fitted_and_a_stored_model_score_alike()
    {
        foreach (var learner in LearnerRegistry.BuiltIn.Names.Where(n => n is not ("logistic" or "transitions")))
        {
            var artifact = Fitting.Fit(learner, Rows);
            var stored = ModelRegistry.Parse(artifact.Bytes.Span);

            Assert.Equal(artifact.CreateScorer().ScoreAll(Rows), stored.CreateScorer().ScoreAll(Rows));
            Assert.Equal(artifact.Id, stored.Id);
            Assert.Equal(learner, stored.Learner);
        }
    }

    private static Tree CategoryTree(Random random)
    {
        int[] Codes() => [.. Enumerable.Range(0, 70).Where(_ => random.Next(2) == 0)];
        return new Tree(
        [
            TreeNode.Split(0, CategorySet.Of(Codes()), random.Next(2) == 0),
            TreeNode.Split(1, random.NextSingle(), random.Next(2) == 0),
            TreeNode.Leaf(random.NextSingle()), TreeNode.Leaf(random.NextSingle()),
            TreeNode.Split(2, CategorySet.Of(Codes()), random.Next(2) == 0),
            TreeNode.Leaf(random.NextSingle()), TreeNode.Leaf(random.NextSingle()),
        ]);
    }

    private static float RandomCode(Random random) => random.Next(5) == 0 ? float.NaN : random.Next(-2, 120);

    private static double Known(float[] x) => x.Where(v => !float.IsNaN(v)).Sum(v => v * v);
}
