using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Explanations;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Gateway.Tests.Explanations;

public sealed class ExplanationServiceTests
{
    [Theory]
    [InlineData("leafwise")]
    [InlineData("ridge")]
    [InlineData("last-value")]
    [InlineData("mean")]
    public async Task Bias_and_attributions_sum_to_what_is_predicted(string learner)
    {
        await using var gateway = await GatewayParts.OpenAsync();
        await ServeAsync(gateway, 0, (learner, 1));

        var explained = (await gateway.Explanations.ExplainAsync("a", [Example.Row])).Value!;

        var row = Assert.Single(explained.Rows);
        Assert.Equal(row.Score, row.Bias + row.Attributions.Sum(), 1e-9);
        Assert.Equal(row.Score, row.Prediction, 1e-9);
        Assert.Equal(await PredictAsync(gateway), row.Prediction, 1e-4);
        Assert.Equal((3, "1.0.1", 1L), (row.Attributions.Length, explained.Version, explained.Revision));
        if (learner != "mean") Assert.NotEqual(0, row.Attributions[0]);
    }

    [Fact]
    public async Task A_blend_is_the_weighted_sum_of_its_members_and_the_drift_correction_is_told_apart()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        await ServeAsync(gateway, 2.5, ("leafwise", 0.25), ("ridge", 0.75));
        var blend = (await gateway.Explanations.ExplainAsync("a", [Example.Row, Example.Row])).Value!;
        var parts = new List<RowExplanation>();
        foreach (var learner in new[] { "leafwise", "ridge" })
        {
            await using var alone = await GatewayParts.OpenAsync();
            await ServeAsync(alone, 0, (learner, 1));
            parts.Add((await alone.Explanations.ExplainAsync("a", [Example.Row])).Value!.Rows[0]);
        }

        var row = blend.Rows[1];
        Assert.Equal(blend.Rows[0].Attributions, row.Attributions);
        for (var i = 0; i < row.Attributions.Length; i++)
        {
            Assert.Equal(0.25 * parts[0].Attributions[i] + 0.75 * parts[1].Attributions[i], row.Attributions[i], 9);
        }
        Assert.Equal(2.5, blend.DriftCorrection);
        Assert.Equal(row.Score + 2.5, row.Prediction, 9);
        Assert.Equal(await PredictAsync(gateway), row.Prediction, 1e-4);
    }

    [Fact]
    public async Task A_blend_of_binary_models_is_explained_as_the_blended_probability()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        await ServeBinaryAsync(gateway, ("leafwise", 0.5), ("logistic", 0.3), ("last-value", 0.2));

        var explained = (await gateway.Explanations.ExplainAsync("a", [Example.Row])).Value!;

        var row = Assert.Single(explained.Rows);
        Assert.Equal(row.Score, row.Bias + row.Attributions.Sum(), 1e-9);
        Assert.Equal(row.Score, row.Prediction, 1e-9);
        Assert.Equal(await PredictAsync(gateway), row.Prediction, 1e-6);
        Assert.InRange(row.Bias, 0, 1);
        Assert.NotEqual(0, row.Attributions[0]);
    }

    [Fact]
    public async Task A_binary_model_alone_is_explained_as_log_odds()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        await ServeBinaryAsync(gateway, ("logistic", 1));

        var row = (await gateway.Explanations.ExplainAsync("a", [Example.Row])).Value!.Rows[0];

        Assert.Equal(1 / (1 + Math.Exp(-row.Score)), row.Prediction, 1e-9);
        Assert.Equal(await PredictAsync(gateway), row.Prediction, 1e-6);
    }

    [Fact]
    public async Task A_member_that_has_no_explanation_is_named_and_nothing_is_kept_lent()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        await ServeAsync(gateway, 0, ("leafwise", 0.5), ("seasonal", 0.5));

        var refusal = (await gateway.Explanations.ExplainAsync("a", [Example.Row])).Refusal!;

        Assert.Equal(RefusalKind.NotReady, refusal.Kind);
        Assert.StartsWith("member: 'seasonal/all/level' cannot be explained", refusal.ToString());
        Assert.Equal(1, gateway.Explainers.Idle);
    }

    [Fact]
    public async Task Rows_are_bounded_and_read_like_those_of_predictions()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        await ServeAsync(gateway, 0, ("ridge", 1));
        var tooMany = Enumerable.Repeat<FeatureRow>(Example.Row, 101).ToArray();

        var many = (await gateway.Explanations.ExplainAsync("a", tooMany)).Refusal!;
        var none = (await gateway.Explanations.ExplainAsync("a", [])).Refusal!;
        var broken = (await gateway.Explanations.ExplainAsync("a", [Example.Row, [FeatureValue.Of("warm")]])).Refusal!;

        Assert.Equal("rows.length: '101' must be 1 to 100", many.ToString());
        Assert.Equal(RefusalKind.Invalid, none.Kind);
        Assert.StartsWith("rows[1]", broken.Problems[0].Field);
    }

    [Fact]
    public async Task A_model_that_does_not_serve_says_so_and_an_unknown_one_too()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        await gateway.Database.RegisterAsync("a");

        Assert.Equal(
            (RefusalKind.NotReady, RefusalKind.NotFound),
            ((await gateway.Explanations.ExplainAsync("a", [Example.Row])).Refusal!.Kind,
                (await gateway.Explanations.ExplainAsync("b", [Example.Row])).Refusal!.Kind));
    }

    private static async Task ServeAsync(
        GatewayParts gateway, double offset, params (string Learner, double Weight)[] parts)
    {
        var members = ImmutableArray.CreateBuilder<Member>();
        foreach (var (learner, weight) in parts)
        {
            var artifact = await gateway.Database.Artifacts.PutAsync(Example.Fit(learner, 10).Bytes, Example.Start);
            members.Add(new Member(new Recipe(learner), artifact, weight));
        }
        await gateway.Database.ServeAsync(
            "a", 1, new ServingPlan("a", new(1, 0, 1), Example.Schema, members.ToImmutable(), offset));
        await gateway.Table.RefreshAsync();
    }

    private static async Task ServeBinaryAsync(GatewayParts gateway, params (string Learner, double Weight)[] parts)
    {
        var rows = new DatasetBuilder(new DatasetSchema(
            PredictionTask.BinaryClassification,
            [
                FeatureDescription.Numeric("temp"), FeatureDescription.Numeric("wind"),
                FeatureDescription.Categorical("season", 2),
            ],
            lastValueFeature: 2));
        for (var i = 0; i < 200; i++) rows.Add(i, [i % 50, i % 7, i % 2], i % 50 + i % 3 > 20 ? 1 : 0);
        var data = rows.Build();
        var members = ImmutableArray.CreateBuilder<Member>();
        foreach (var (name, weight) in parts)
        {
            var learner = LearnerRegistry.BuiltIn.Get(name);
            var fitted = learner.Fit(data, learner.Defaults, 1, FitOptions.Default).Artifact!;
            var artifact = await gateway.Database.Artifacts.PutAsync(fitted.Bytes, Example.Start);
            members.Add(new Member(new Recipe(name), artifact, weight));
        }
        var schema = Example.Schema with { Task = PredictionTask.BinaryClassification };
        await gateway.Database.ServeAsync(
            "a", 1, new ServingPlan("a", new(1, 0, 1), schema, members.ToImmutable()));
        await gateway.Table.RefreshAsync();
    }

    private static async Task<double> PredictAsync(GatewayParts gateway) =>
        (await gateway.Predictions.PredictAsync("a", new PredictionInput("p", Example.Start, Example.Row)))
            .Value!.Rows[0].Value;
}
