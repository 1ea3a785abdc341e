using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Tests;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Gateway.Tests.Predictions;

public sealed class PredictionServiceTests
{
    [Fact]
    public async Task A_prediction_is_answered_and_logged_with_its_version()
    {
        await using var gateway = await ServingAsync(12);

        var answer = await gateway.Predictions.PredictAsync("a", new PredictionInput("p1", Example.Start, Example.Row));

        Assert.Equal([new PredictionOutput("p1", 12)], answer.Value!.Rows);
        Assert.Equal(("1.0.1", 1L), (answer.Value.Version, answer.Value.Revision));
        await gateway.Database.Observations.RecordOutcomesAsync("a", [new OutcomeRow("p1", 13, Example.Start)]);
        var logged = Assert.Single(await gateway.Database.Observations.LabelledAfterAsync("a", 0, 10));
        Assert.Equal([21.5f, float.NaN, 1f], logged.Features);
        Assert.Equal((12, "1.0.1", Example.Start), (logged.Prediction, logged.Version, logged.At));
    }

    [Fact]
    public async Task Ids_and_times_that_are_left_out_are_made_by_the_server()
    {
        await using var gateway = await ServingAsync(1);
        gateway.Time.Advance(TimeSpan.FromHours(3));

        var answer = await gateway.Predictions.PredictAsync(
            "a", [new PredictionInput("", null, Example.Row), new PredictionInput("", null, Example.Row)]);

        Assert.Equal(["made-1", "made-2"], answer.Value!.Rows.Select(row => row.PredictionId));
        Assert.Equal(Example.Start.AddHours(3), (await gateway.Database.Observations.CountAsync("a")).Last);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_batch_is_reported_at_once()
    {
        await using var gateway = await ServingAsync(1);

        var answer = await gateway.Predictions.PredictAsync("a",
        [
            new PredictionInput("same", null, Example.Row),
            new PredictionInput("same", null, [FeatureValue.Of(1)]),
            new PredictionInput(new string('x', 201), DateTimeOffset.UnixEpoch.AddDays(-1), Example.Row),
            new PredictionInput("p4", null, [FeatureValue.Of(double.NaN), FeatureValue.Of("high"), FeatureValue.Of(2)]),
        ]);

        Assert.Equal(RefusalKind.Invalid, answer.Refusal!.Kind);
        Assert.Equal(
            [
                "rows[1].prediction_id", "rows[1].features", "rows[2].prediction_id", "rows[2].at",
                "rows[3].features[0] (temp)", "rows[3].features[1] (wind)", "rows[3].features[2] (season)",
            ],
            answer.Refusal.Problems.Select(problem => problem.Field));
        Assert.Equal(0, (await gateway.Database.Observations.CountAsync("a")).Predictions);
    }

    [Fact]
    public async Task A_batch_that_is_wrong_in_every_row_lists_a_hundred_problems()
    {
        await using var gateway = await ServingAsync(1);

        var answer = await gateway.Predictions.PredictAsync(
            "a", [.. Enumerable.Repeat(new PredictionInput("", null, []), 10_000)]);

        Assert.Equal(100, answer.Refusal!.Problems.Length);
        Assert.Equal("rows[99].features", answer.Refusal.Problems[^1].Field);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_batch_has_one_to_ten_thousand_rows(int rows)
    {
        await using var gateway = await ServingAsync(1);

        var answer = await gateway.Predictions.PredictAsync("a", new PredictionInput[rows]);

        var problem = Assert.Single(answer.Refusal!.Problems);
        Assert.Equal(new Problem("rows", $"{rows}", "must have 1 to 10000 rows"), problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a model")]
    [InlineData("straße")]
    [InlineData("a:predict")]
    public async Task A_malformed_model_id_is_refused_with_the_rule(string modelId)
    {
        await using var gateway = await ServingAsync(1);

        var answer = await gateway.Predictions.PredictAsync(modelId, new PredictionInput("p", null, Example.Row));

        var problem = Assert.Single(answer.Refusal!.Problems);
        Assert.Equal(("model_id", modelId), (problem.Field, problem.Value));
        Assert.Contains("letters and digits", problem.Rule);
    }

    [Fact]
    public async Task An_unknown_model_and_one_without_a_champion_are_told_apart()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        await gateway.Database.RegisterAsync("young");

        var unknown = await gateway.Predictions.PredictAsync("none", new PredictionInput("p", null, Example.Row));
        var young = await gateway.Predictions.PredictAsync("young", new PredictionInput("p", null, Example.Row));

        Assert.Equal(RefusalKind.NotFound, unknown.Refusal!.Kind);
        Assert.Equal("none", unknown.Refusal.Problems[0].Value);
        Assert.Equal(RefusalKind.NotReady, young.Refusal!.Kind);
    }

    [Fact]
    public async Task A_repeated_prediction_is_answered_alike_and_another_one_under_its_id_is_refused()
    {
        await using var gateway = await ServingAsync(12);
        var input = new PredictionInput("p1", Example.Start, Example.Row);
        var first = await gateway.Predictions.PredictAsync("a", input);

        var again = await gateway.Predictions.PredictAsync("a", input);
        var later = await gateway.Predictions.PredictAsync("a", input with { At = Example.Start.AddDays(-1) });

        Assert.Equal(first.Value!.Rows, again.Value!.Rows);
        Assert.Equal(RefusalKind.AlreadyExists, later.Refusal!.Kind);
        Assert.Equal(("row.prediction_id", "p1"), (later.Refusal.Problems[0].Field, later.Refusal.Problems[0].Value));
        Assert.Equal(1, (await gateway.Database.Observations.CountAsync("a")).Predictions);
    }

    [Fact]
    public async Task One_version_answers_a_whole_batch_while_versions_change()
    {
        await using var gateway = await ServingAsync(1);
        using var ended = new CancellationTokenSource();
        var asking = Task.Run(() => AskAsync(gateway, ended.Token));

        for (var revision = 2; revision <= 30; revision++)
        {
            await gateway.Database.ServeAsync("a", revision, revision);
            await gateway.Table.RefreshAsync();
        }
        await ended.CancelAsync();

        Assert.All(await asking, predicted =>
            Assert.All(predicted.Rows, row => Assert.Equal(predicted.Revision, row.Value)));
    }

    [Fact]
    public async Task Without_concurrency_everything_happens_on_the_callers_thread()
    {
        await using var gateway = await ServingAsync(1);

        var predicted = gateway.Predictions.PredictAsync("a", new PredictionInput("p1", null, Example.Row));

        Assert.True(predicted.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_row_that_a_graph_has_no_answer_to_is_refused_and_not_logged()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        var schema = LearnerMapping.SchemaOf(Example.Schema);
        var artifact = OnnxImporter.Read(ForeignModel.Sum, new ImportTarget(schema)).Artifact;
        var id = await gateway.Database.Artifacts.PutAsync(artifact.Bytes, Example.Start);
        await gateway.Database.ServeAsync("a", 1, Example.Plan("a", SemanticVersion.First, id));
        await gateway.Table.RefreshAsync();
        var whole = new PredictionInput(
            "p1", null, [FeatureValue.Of(21.5), FeatureValue.Of(3), FeatureValue.Of("summer")]);

        var answer = await gateway.Predictions.PredictAsync(
            "a", [whole, new PredictionInput("p2", null, Example.Row)]);

        Assert.Equal(
            "rows[1]: 'p2' gets no prediction: version 1.0.0 has no answer to such a row, as a model in ONNX to a "
            + "value that is missing",
            answer.Refusal!.ToString());
        Assert.Equal(0, (await gateway.Database.Observations.CountAsync("a")).Predictions);
        var alone = await gateway.Predictions.PredictAsync("a", whole);
        Assert.Equal([new PredictionOutput("p1", 25.5)], alone.Value!.Rows);
    }

    private static async Task<List<Predicted>> AskAsync(GatewayParts gateway, CancellationToken ended)
    {
        var answers = new List<Predicted>();
        var rows = Enumerable.Repeat(new PredictionInput("", null, Example.Row), 50).ToArray();
        while (!ended.IsCancellationRequested || answers.Count == 0)
        {
            answers.Add((await gateway.Predictions.PredictAsync("a", rows, CancellationToken.None)).Value!);
        }
        return answers;
    }

    private static async Task<GatewayParts> ServingAsync(double value)
    {
        var gateway = await GatewayParts.OpenAsync();
        await gateway.Database.ServeAsync("a", 1, value);
        await gateway.Table.RefreshAsync();
        return gateway;
    }
}
