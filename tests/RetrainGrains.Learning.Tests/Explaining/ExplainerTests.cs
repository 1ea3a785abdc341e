using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Tests.Peers;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Explaining;

public sealed class ExplainerTests
{
    private static readonly Dataset Rows = SyntheticRows.Create(
        1_000, 5, 1, SyntheticRows.Nonlinear, missingShare: 0.1, lastValueFeature: 1);
    private static readonly Dataset Classes = SyntheticRows.Create(
        1_000, 5, 2, x => SyntheticRows.Nonlinear(x) > 0 ? 1 : 0, PredictionTask.BinaryClassification, 0.1);

    [Theory]
    [MemberData(nameof(XGBoostPeer.CaseNames), MemberType = typeof(XGBoostPeer))]
    public void An_imported_models_attributions_are_those_of_XGBoost(string name)
    {
        var peer = XGBoostPeer.Case(name);
        var explainer = XGBoostImporter.Import(peer.Json).CreateExplainer();
        var attributions = new double[explainer.AttributionCount];
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            explainer.Attributions(peer.Row(row), attributions);
            for (var i = 0; i < attributions.Length; i++)
            {
                Assert.Equal(peer.Attributions[row][i], attributions[i], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData("leafwise", TargetForm.Level)]
    [InlineData("leafwise", TargetForm.Change)]
    [InlineData("depthwise", TargetForm.Level)]
    [InlineData("forest", TargetForm.Level)]
    [InlineData("ridge", TargetForm.Level)]
    [InlineData("mean", TargetForm.Level)]
    [InlineData("last-value", TargetForm.Level)]
    public void Attributions_sum_to_the_prediction(string learner, TargetForm form)
    {
        var artifact = learner == "leafwise"
            ? Fitting.Fit(learner, Rows, TreeParameters.LeafWise with { TargetForm = form })
            : Fitting.Fit(learner, Rows);

        AssertSums(artifact, Rows);
    }

    [Fact]
    public void A_blends_attributions_sum_to_its_prediction() =>
        AssertSums(Blend.Create([(1, Fitting.Fit("leafwise", Rows)), (3, Fitting.Fit("ridge", Rows))]), Rows);

    [Fact]
    public void A_blend_of_probabilities_is_explained_by_what_features_add_to_the_probability() =>
        AssertSums(
            Blend.Create([(1, Fitting.Fit("logistic", Classes)), (2, Fitting.Fit("leafwise", Classes))]), Classes);

    [Theory]
    [InlineData("logistic")]
    [InlineData("leafwise")]
    public void Attributions_to_a_probability_sum_to_it_and_point_where_those_to_its_log_odds_do(string learner)
    {
        var artifact = Fitting.Fit(learner, Classes);
        var (explainer, scorer) = (artifact.CreateExplainer(), artifact.CreateScorer());
        var (odds, shares) = (new double[explainer.AttributionCount], new double[explainer.AttributionCount]);
        var features = new float[Classes.FeatureCount];
        for (var row = 0; row < 100; row++)
        {
            Classes.CopyRow(row, features);
            explainer.Attributions(features, odds);
            explainer.PredictionAttributions(features, shares);
            Assert.Equal(scorer.Score(features, 0), shares.Sum(), 1e-9);
            Assert.Equal(explainer.ToPrediction(odds[^1]), shares[^1], 1e-9);
            for (var i = 0; i < Classes.FeatureCount; i++)
                Assert.Equal(Math.Sign(odds[i]), Math.Sign(shares[i]));
        }
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("logistic")]
    public void Attributions_to_a_probability_sum_to_its_log_odds(string learner) =>
        AssertSums(Fitting.Fit(learner, Classes), Classes);

    [Fact]
    public void Without_the_last_value_a_change_has_nothing_to_explain()
    {
        var artifact = Fitting.Fit("leafwise", Rows, TreeParameters.LeafWise with { TargetForm = TargetForm.Change });
        float[] features = [0.1f, float.NaN, 0.2f, 0.3f, 0.4f];
        var attributions = new double[6];

        artifact.CreateExplainer().Attributions(features, attributions);

        Assert.Equal([0, 0, 0, 0, 0, artifact.CreateScorer().Score(features, 0)], attributions);
    }

    [Fact]
    public void A_feature_that_the_target_ignores_contributes_least()
    {
        var explainer = Fitting.Fit("leafwise", Rows).CreateExplainer();
        var sizes = new double[6];
        var attributions = new double[6];
        var features = new float[5];
        for (var row = 0; row < Rows.Count; row++)
        {
            Rows.CopyRow(row, features);
            explainer.Attributions(features, attributions);
            for (var i = 0; i < sizes.Length; i++) sizes[i] += Math.Abs(attributions[i]);
        }

        Assert.Equal(4, Array.IndexOf(sizes[..5], sizes[..5].Min()));
    }

    [Theory]
    [InlineData("seasonal", "Seasonal")]
    public void Other_kinds_say_that_they_have_no_attributions(string learner, string kind)
    {
        var error = Assert.Throws<ExplanationException>(() => Fitting.Fit(learner, Rows).CreateExplainer());

        Assert.Contains($"not available for a model of kind {kind}", error.Message);
    }

    [Fact]
    public void Trees_stored_without_covers_say_so()
    {
        var tree = new Tree([TreeNode.Split(0, 0.5f, false, 3), TreeNode.Leaf(1, 2), TreeNode.Leaf(2)]);

        var error = Assert.Throws<ExplanationException>(() => new TreeEnsemble(0, 1, Link.Identity, [tree]).Explain());

        Assert.Contains("need the cover of every tree node", error.Message);
    }

    [Fact]
    public void Rows_and_room_of_another_width_are_refused()
    {
        var explainer = Fitting.Fit("ridge", Rows).CreateExplainer();

        var error = Assert.Throws<ArgumentException>(() => explainer.Attributions(new float[5], new double[5]));

        Assert.Contains("takes 5 features and gives 6 attributions; got 5 features and room for 5", error.Message);
        Assert.Throws<ArgumentException>(() => explainer.Attributions(new float[4], new double[6]));
    }

    [Fact]
    public void Explaining_allocates_nothing()
    {
        var explainer = Fitting.Fit("leafwise", Rows).CreateExplainer();
        var features = new float[5];
        var attributions = new double[6];
        var leastAllocated = Enumerable.Range(0, 10).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            explainer.Attributions(features, attributions);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, leastAllocated);
    }

    private static void AssertSums(Artifact artifact, Dataset rows)
    {
        const int Rows = 200;
        var stored = ModelRegistry.Parse(artifact.Bytes.Span);
        var (scorer, explainer) = (stored.CreateScorer(), stored.CreateExplainer());
        var attributions = new double[explainer.AttributionCount];
        var features = new float[rows.FeatureCount];
        for (var row = 0; row < Rows; row++)
        {
            rows.CopyRow(row, features);
            explainer.Attributions(features, attributions);
            Assert.Equal(scorer.Score(features, 0), explainer.ToPrediction(attributions.Sum()), 1e-9);
        }
    }
}
