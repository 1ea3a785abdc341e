using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class TreeTrainingTests
{
    private static readonly FeatureSchema Schema = new() { Features = [new("a"), new("b")], Target = "y" };

    [Theory]
    [InlineData("leafwise")]
    [InlineData("depthwise")]
    [InlineData("forest")]
    [InlineData("extra-trees")]
    [InlineData("xgboost")]
    public void A_monotone_policy_gives_monotone_predictions(string learner)
    {
        Assert.SkipUnless(LearnerRegistry.BuiltIn.Problem(learner) is null, "libxgboost is not installed here");
        var rows = Rows();

        Assert.True(Falls(Train(learner, rows, new TreePolicy { NumberOfTrees = 30 })) > 0);
        Assert.Equal(0, Falls(Train(learner, rows, new TreePolicy
        {
            NumberOfTrees = 30, MonotoneConstraints = ImmutableSortedDictionary<string, int>.Empty.Add("a", 1),
        })));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void A_quantile_policy_covers_its_share_of_later_outcomes(double quantile)
    {
        var rows = Rows();

        var trained = Train("leafwise", rows[..2_000], new TreePolicy
        {
            Objective = Objective.Quantile, Quantile = quantile, NumberOfLeaves = 8,
        });

        var scorer = trained.Artifact!.CreateScorer();
        var below = rows[2_000..].Count(row => row.Outcome <= scorer.Score(row.Features, 0)) / 1_000.0;
        Assert.InRange(below, quantile - 0.05, quantile + 0.05);
    }

    [Fact]
    public void Counts_below_zero_end_the_challenger_with_the_reason()
    {
        var rows = Rows();

        var trained = Train("leafwise", rows, new TreePolicy { Objective = Objective.Poisson });

        Assert.StartsWith("Objective Poisson needs outcomes of at least 0", trained.Result.Failure);
    }

    [Fact]
    public void A_policy_that_is_set_after_a_search_counts_beside_what_was_found()
    {
        var found = Train("leafwise", Rows(), new TreePolicy(), new SearchPolicy { Trials = 2, Folds = 1 }).Result;
        var constrained = new TreePolicy
        {
            MaximumTreeDepth = 1, MonotoneConstraints = ImmutableSortedDictionary<string, int>.Empty.Add("a", 1),
        };

        var again = Train("leafwise", Rows(), constrained, parameters: found.Parameters);
        var anyDepth = Train(
            "leafwise", Rows(), constrained with { MaximumTreeDepth = null }, parameters: found.Parameters);

        Assert.Equal(64, found.Parameters!["MaximumTreeDepth"]);
        Assert.NotEqual(anyDepth.Artifact!.Id, again.Artifact!.Id);
    }

    // Rises on the whole, with a dip in the middle that only a constraint smooths out.
    private static LabelledRow[] Rows()
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, 3_000).Select(i =>
            {
                float[] features = [(float)random.NextDouble(), (float)random.NextDouble()];
                var level = 10 * features[0] - (features[0] is > 0.4f and < 0.6f ? 5 : 0) + features[1];
                return new LabelledRow(
                    i + 1, $"row {i}", Station.At(i), features, double.NaN, "", level + 4 * random.NextDouble() - 2,
                    Station.At(i + 1));
            }),
        ];
    }

    private static int Falls(TrainedChallenger trained)
    {
        var scorer = trained.Artifact!.CreateScorer();
        var values = Enumerable.Range(0, 200).Select(i => scorer.Score([i / 200f, 0.5f], 0)).ToArray();
        return values.Zip(values.Skip(1)).Count(pair => pair.Second < pair.First - 1e-9);
    }

    private static TrainedChallenger Train(
        string learner, LabelledRow[] rows, TreePolicy trees, SearchPolicy? search = null,
        ImmutableSortedDictionary<string, double>? parameters = null) =>
        new OneTraining(Schema, learner, trees) { Search = search, Parameters = parameters }.Of(rows);
}
