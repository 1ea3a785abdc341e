using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace RetrainGrains.Gateway.Tests.Services;

public sealed class GrpcPredictionsTests
{
    [Fact]
    public async Task A_prediction_names_its_version_and_revision()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("eu/load", 12);

        var response = await server.Predictions.PredictAsync(
            new V1.PredictRequest { ModelId = "eu/load", Row = WireRows.Prediction("p1") });

        Assert.Equal(("p1", 12.0), (response.Prediction.PredictionId, response.Prediction.Value));
        Assert.Equal(("1.0.1", 1L, true), (response.Version, response.Revision, response.Logged));
    }

    [Fact]
    public async Task While_the_database_is_away_answers_say_that_they_are_not_logged()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        server.Outage.IsAway = true;

        var one = await server.Predictions.PredictAsync(
            new V1.PredictRequest { ModelId = "a", Row = WireRows.Prediction("p1") });
        var batch = await server.Predictions.PredictBatchAsync(
            new V1.PredictBatchRequest { ModelId = "a", Rows = { WireRows.Prediction("p2") } });
        var unknown = await RefusedAsync(server.Predictions.PredictAsync(
            new V1.PredictRequest { ModelId = "b", Row = WireRows.Prediction("p1") }));

        Assert.Equal((12.0, false, false), (one.Prediction.Value, one.Logged, batch.Logged));
        Assert.Equal(StatusCode.Unavailable, unknown.StatusCode);
        Assert.Contains("The database cannot be reached", unknown.Status.Detail);
        Assert.Equal(0, server.Outage.Count(nameof(IModelStore.FindAsync)));
    }

    [Fact]
    public async Task A_stream_of_batches_is_answered_in_order()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        using var call = server.Predictions.PredictStream();
        for (var batch = 0; batch < 10; batch++)
        {
            await call.RequestStream.WriteAsync(new V1.PredictBatchRequest
            {
                ModelId = "a", Rows = { WireRows.Prediction($"{batch}a"), WireRows.Prediction($"{batch}b") },
            });
        }
        await call.RequestStream.CompleteAsync();

        var answered = new List<string>();
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            answered.AddRange(call.ResponseStream.Current.Predictions.Select(one => one.PredictionId));
        }

        Assert.Equal(Enumerable.Range(0, 10).SelectMany(batch => new[] { $"{batch}a", $"{batch}b" }), answered);
    }

    [Fact]
    public async Task A_batch_that_is_refused_ends_its_stream()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = server.Predictions.PredictStream();
        await call.RequestStream.WriteAsync(new V1.PredictBatchRequest { ModelId = "a" });

        var error = await Assert.ThrowsAsync<RpcException>(
            () => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task Each_problem_is_a_field_violation_in_the_details_of_the_status()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        var row = WireRows.Prediction("p1");
        row.Features[0] = Value.ForString("warm");

        var error = await RefusedAsync(
            server.Predictions.PredictAsync(new V1.PredictRequest { ModelId = "a", Row = row }));

        var details = Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin"));
        var violation = Assert.Single(details.Details[0].Unpack<Google.Rpc.BadRequest>().FieldViolations);
        Assert.Equal(
            ("row.features[0] (temp)", "'warm' must be a number"), (violation.Field, violation.Description));
    }

    [Fact]
    public async Task A_batch_is_answered_in_order()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);

        var response = await server.Predictions.PredictBatchAsync(new V1.PredictBatchRequest
        {
            ModelId = "a",
            Rows = { WireRows.Prediction("p2"), WireRows.Prediction("p1") },
        });

        Assert.Equal(["p2", "p1"], response.Predictions.Select(prediction => prediction.PredictionId));
    }

    [Fact]
    public async Task An_explanation_names_features_version_and_revision_and_is_not_logged()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);

        var response = await server.Predictions.ExplainAsync(new V1.ExplainRequest
        {
            ModelId = "a", Rows = { new V1.ExplanationRow { Features = { WireRows.Features() } } },
        });

        var row = Assert.Single(response.Explanations);
        Assert.Equal(["temp", "wind", "season"], row.Attributions.Select(part => part.Feature));
        Assert.Equal((12.0, 12.0, 12.0), (row.Bias, row.Score, row.Prediction));
        Assert.Equal(("1.0.1", 1L, 0.0), (response.Version, response.Revision, response.DriftCorrection));
        Assert.Equal(0, (await server.Database.Observations.CountAsync("a")).Predictions);
    }

    [Fact]
    public async Task A_version_that_cannot_be_explained_is_a_failed_precondition_that_names_the_member()
    {
        await using var server = await GatewayServer.StartAsync();
        var artifact = await server.Database.Artifacts.PutAsync(Example.Fit("seasonal", 1).Bytes, Example.Start);
        await server.Database.ServeAsync("a", 1, Example.Plan("a", new(1, 0, 1), artifact));
        await server.RefreshAsync();

        var error = await RefusedAsync(server.Predictions.ExplainAsync(new V1.ExplainRequest
        {
            ModelId = "a", Rows = { new V1.ExplanationRow { Features = { WireRows.Features() } } },
        }));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains("member: 'mean/all/level' cannot be explained", error.Status.Detail);
    }

    [Fact]
    public async Task All_problems_come_in_the_status_one_a_line()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        var row = WireRows.Prediction("p1");
        row.At = new Timestamp { Seconds = long.MaxValue, Nanos = -1 };
        row.Features[0].NumberValue = double.NaN;

        var error = await RefusedAsync(
            server.Predictions.PredictAsync(new V1.PredictRequest { ModelId = "a", Row = row }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        var lines = error.Status.Detail.Split('\n');
        Assert.StartsWith("row.at: '9999", lines[0]);
        Assert.StartsWith("row.features[0] (temp): 'NaN' must be finite", lines[1]);
    }

    [Fact]
    public async Task A_request_without_a_row_is_refused_by_width()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);

        var error = await RefusedAsync(server.Predictions.PredictAsync(new V1.PredictRequest { ModelId = "a" }));

        Assert.Contains("row.features: '0' must have exactly 3 values", error.Status.Detail);
    }

    [Fact]
    public async Task The_text_of_very_many_problems_is_cut_at_a_line()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        var request = new V1.PredictBatchRequest { ModelId = "a" };
        for (var i = 0; i < 1_000; i++) request.Rows.Add(new V1.PredictionRow());

        var error = await RefusedAsync(server.Predictions.PredictBatchAsync(request));

        Assert.InRange(error.Status.Detail.Length, 1_000, 2_100);
        Assert.EndsWith("feature of the schema\n… and more", error.Status.Detail.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Unknown_and_not_yet_trained_and_repeated_have_their_own_status()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Database.RegisterAsync("young");
        await server.ServeAsync("a", 12);
        await server.Predictions.PredictAsync(new V1.PredictRequest { ModelId = "a", Row = WireRows.Prediction("p1") });
        var other = WireRows.Prediction("p1");
        other.Features[0].NumberValue = 7;

        Assert.Equal(StatusCode.NotFound, await StatusOfAsync(server, "nobody", WireRows.Prediction("p1")));
        Assert.Equal(StatusCode.FailedPrecondition, await StatusOfAsync(server, "young", WireRows.Prediction("p1")));
        Assert.Equal(StatusCode.AlreadyExists, await StatusOfAsync(server, "a", other));
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_refused_with_its_size()
    {
        await using var server = await GatewayServer.StartAsync();
        var request = new V1.PredictRequest { ModelId = new string('x', 10 << 20) };

        var error = await RefusedAsync(server.Predictions.PredictAsync(request));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Contains("message", error.Status.Detail);
    }

    private static async Task<StatusCode> StatusOfAsync(GatewayServer server, string modelId, V1.PredictionRow row) =>
        (await RefusedAsync(server.Predictions.PredictAsync(new V1.PredictRequest { ModelId = modelId, Row = row })))
            .StatusCode;

    private static Task<RpcException> RefusedAsync<T>(AsyncUnaryCall<T> call) =>
        Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
}
