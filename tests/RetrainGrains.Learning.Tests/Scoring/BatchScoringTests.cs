using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Tests.Trees;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Scoring;

public sealed class BatchScoringTests
{
    private const int Width = 3;
    private const int Categories = 70;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_is_to_the_last_bit_what_single_rows_are(bool hasCategories)
    {
        var cases = Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(1, 30)).Zip(Gen.Choose(1, 40));
        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var ((seed, treeCount), rowCount) = drawn;
            var random = new Random(seed);
            var ensemble = Ensemble(random, treeCount, hasCategories);
            var rows = Rows(random, rowCount, hasCategories);
            var scorer = Artifact.Create(new ArtifactHeader("any", TargetForm.Level, 0, rows.Schema), ensemble)
                .CreateScorer();
            var features = new float[Width];
            return scorer.ScoreAll(rows).Index().All(prediction =>
            {
                rows.CopyRow(prediction.Index, features);
                return prediction.Item == scorer.Score(features, 0)
                    && (hasCategories || prediction.Item == SumByFour(ensemble, features));
            });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Threads_change_no_prediction()
    {
        var rows = Rows(new Random(1), 5_001, hasCategories: false);
        var scorer = Artifact.Create(
            new ArtifactHeader("any", TargetForm.Level, 0, rows.Schema), Ensemble(new Random(2), 21, false))
            .CreateScorer();

        Assert.Equal(scorer.ScoreAll(rows), scorer.ScoreAll(rows, threads: 3));
    }

    [Fact]
    public void The_largest_tree_there_may_be_leads_where_the_plain_walk_does()
    {
        var random = new Random(3);
        var tree = new Tree([.. Full(random, depth: 17)]);
        var predictor = new TreeEnsemble(0, 1, Link.Identity, [tree]).Compile();
        Assert.Equal(TreeEnsemble.MaximumNodesPerTree, tree.Nodes.Length);

        for (var i = 0; i < 50; i++)
        {
            float[] features = [Value(random), Value(random), i % 5 == 0 ? float.NaN : Value(random)];
            Assert.Equal(ReferenceWalk.Value(tree, features), predictor.Predict(features, 0));
        }
    }

    private static List<TreeNode> Full(Random random, int depth)
    {
        if (depth == 0) return [TreeNode.Leaf(random.NextSingle())];
        var split = TreeNode.Split(random.Next(Width), Value(random), random.Next(2) == 0);
        return [split, .. Full(random, depth - 1), .. Full(random, depth - 1)];
    }

    // The order of the sums is part of a prediction: artifacts of today must score tomorrow as they do now.
    private static double SumByFour(TreeEnsemble ensemble, float[] features)
    {
        var sum = ensemble.Trees.Select(tree => (double)ReferenceWalk.Value(tree, features)).Chunk(4)
            .Aggregate(0.0, (sum, four) => sum + four.Aggregate((left, right) => left + right));
        return ensemble.BaseScore + ensemble.Scale * sum;
    }

    private static TreeEnsemble Ensemble(Random random, int trees, bool hasCategories) => new(
        random.NextDouble(), 0.1, Link.Identity,
        [.. Enumerable.Range(0, trees).Select(_ => new Tree([.. Nodes(random, 7, hasCategories)]))]);

    private static IEnumerable<TreeNode> Nodes(Random random, int depth, bool hasCategories)
    {
        if (random.Next(depth + 1) == 0) return [TreeNode.Leaf(random.NextSingle() - 0.5f)];
        var missingGoesLeft = random.Next(2) == 0;
        var split = hasCategories && random.Next(3) == 0
            ? TreeNode.Split(0, CategorySet.Of([random.Next(Categories), random.Next(Categories)]), missingGoesLeft)
            : TreeNode.Split(random.Next(Width), Value(random), missingGoesLeft);
        return [split, .. Nodes(random, depth - 1, hasCategories), .. Nodes(random, depth - 1, hasCategories)];
    }

    private static Dataset Rows(Random random, int count, bool hasCategories)
    {
        FeatureDescription[] features =
        [
            hasCategories ? FeatureDescription.Categorical("f0", Categories) : FeatureDescription.Numeric("f0"),
            FeatureDescription.Numeric("f1"), FeatureDescription.Numeric("f2"),
        ];
        var builder = new DatasetBuilder(new DatasetSchema(PredictionTask.Regression, features), count);
        for (var row = 0; row < count; row++)
        {
            var first = hasCategories ? random.Next(Categories) : Value(random);
            float[] values = [first, Value(random), Value(random)];
            values[random.Next(Width)] = random.Next(2) == 0 ? float.NaN : values[0];
            builder.Add(row, values, 0);
        }

        return builder.Build();
    }

    // Few different ones, so that values stand on thresholds.
    private static float Value(Random random) => random.Next(-4, 5) / 4f;
}
