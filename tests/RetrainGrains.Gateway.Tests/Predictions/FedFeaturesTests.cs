using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Gateway.Tests.Predictions;

/// <summary>
/// The tests of fed features: model "second" takes the season, the prediction of model "a", the wind and the
/// temperature.
/// </summary>
public sealed class FedFeaturesTests
{
    private static readonly FeatureSchema Second = new()
    {
        Features =
        [
            Example.Schema.Features[2], new Feature("load") { FromModel = "a" }, new Feature("wind"),
            new Feature("temp"),
        ],
        Target = "price",
    };

    private static readonly FeatureValue[] Row =
        [FeatureValue.Of("summer"), FeatureValue.Missing, FeatureValue.Missing, FeatureValue.Of(21.5)];

    [Fact]
    public async Task A_fed_feature_is_the_first_stages_prediction_and_is_logged_with_the_row()
    {
        await using var gateway = await ServingAsync();
        await gateway.Database.ServeAsync("a", 1, 12);

        var logged = await PredictAsync(gateway, "p1");

        Assert.Equal([1, 12, float.NaN, 21.5f], logged);
    }

    [Fact]
    public async Task A_new_version_of_the_first_stage_feeds_at_once()
    {
        await using var gateway = await ServingAsync();
        await gateway.Database.ServeAsync("a", 1, 12);
        await PredictAsync(gateway, "p1");

        await gateway.Database.ServeAsync("a", 2, 15);

        Assert.Equal(15, (await PredictAsync(gateway, "p2"))[1]);
    }

    [Fact]
    public async Task The_first_stage_gets_its_features_by_name_and_its_drift_correction_counts()
    {
        await using var gateway = await ServingAsync();
        var artifact = Example.Fit("leafwise", 100);
        await gateway.Database.Artifacts.PutAsync(artifact.Bytes, Example.Start);
        var plan = Example.Plan("a", new(1, 0, 1), artifact.Id) with { Offset = 2.5 };
        await gateway.Database.ServeAsync("a", 1, plan);

        var fed = (await PredictAsync(gateway, "p1"))[1];

        var alone = artifact.CreateScorer().Score([21.5f, float.NaN, 1], Example.Start.ToUnixTimeMilliseconds());
        Assert.Equal((float)(alone + 2.5), fed);
    }

    [Fact]
    public async Task While_the_first_stage_serves_nothing_the_value_is_missing()
    {
        await using var gateway = await ServingAsync();

        var logged = await PredictAsync(gateway, "p1");

        Assert.Equal([1, float.NaN, float.NaN, 21.5f], logged);
    }

    [Fact]
    public async Task A_value_that_a_caller_sends_for_it_is_refused()
    {
        await using var gateway = await ServingAsync();
        await gateway.Table.RefreshAsync();

        var answer = await gateway.Predictions.PredictAsync(
            "second", new PredictionInput("p1", Example.Start, [Row[0], FeatureValue.Of(12), Row[2], Row[3]]));

        Assert.Equal(
            "row.features[1] (load): '12' must be left out: model 'a' fills it in",
            Assert.Single(answer.Refusal!.Problems).ToString());
    }

    [Fact]
    public async Task What_is_explained_is_the_row_as_it_is_filled()
    {
        await using var gateway = await ServingAsync();
        await gateway.Database.ServeAsync("a", 1, 12);
        await gateway.Table.RefreshAsync();

        var explained = (await gateway.Explanations.ExplainAsync("second", [Row])).Value!.Rows[0];
        var predicted = await gateway.Predictions.PredictAsync("second", new PredictionInput("p1", Example.Start, Row));

        Assert.Equal(predicted.Value!.Rows[0].Value, explained.Prediction, 1e-4);
        Assert.NotEqual(0, explained.Attributions[1]);
    }

    [Fact]
    public async Task A_model_that_nobody_feeds_is_asked_nothing()
    {
        await using var gateway = await ServingAsync();
        await gateway.Database.ServeAsync("a", 1, 12);
        await gateway.Table.RefreshAsync();

        Assert.Null(FedFeatures.For(gateway.Table.Find("a")!, gateway.Table));
        Assert.NotNull(FedFeatures.For(gateway.Table.Find("second")!, gateway.Table));
    }

    // Its answer follows what it is fed.
    private static async Task<GatewayParts> ServingAsync()
    {
        var gateway = await GatewayParts.OpenAsync();
        var rows = new DatasetBuilder(new DatasetSchema(
            PredictionTask.Regression,
            [
                FeatureDescription.Categorical("season", 2), FeatureDescription.Numeric("load"),
                FeatureDescription.Numeric("wind"), FeatureDescription.Numeric("temp"),
            ]));
        for (var i = 0; i < 60; i++) rows.Add(i, [i % 2, i % 20, i % 7, i % 11], 3 * (i % 20));
        var ridge = LearnerRegistry.BuiltIn.Get("ridge");
        var artifact = ridge.Fit(rows.Build(), ridge.Defaults, 1, FitOptions.Default).Artifact!;
        await gateway.Database.Artifacts.PutAsync(artifact.Bytes, Example.Start);
        await gateway.Database.ServeAsync("second", 1, new ServingPlan(
            "second", new(1, 0, 0), Second, [new Member(new Recipe("ridge"), artifact.Id, 1)]));
        return gateway;
    }

    private static async Task<float[]> PredictAsync(GatewayParts gateway, string id)
    {
        await gateway.Table.RefreshAsync();
        var answer = await gateway.Predictions.PredictAsync("second", new PredictionInput(id, Example.Start, Row));
        Assert.Null(answer.Refusal);
        await gateway.Database.Observations.RecordOutcomesAsync("second", [new OutcomeRow(id, 1, Example.Start)]);
        return (await gateway.Database.Observations.LabelledAfterAsync("second", 0, 10))[^1].Features;
    }
}
