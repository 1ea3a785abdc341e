using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace RetrainGrains.Gateway.Tests.Services;

public sealed class GrpcObservationsTests
{
    [Fact]
    public async Task History_and_outcomes_get_a_status_for_each_row()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        await server.Predictions.PredictAsync(new V1.PredictRequest { ModelId = "a", Row = WireRows.Prediction("p1") });

        var recorded = await server.Observations.RecordOutcomesAsync(new V1.RecordOutcomesRequest
        {
            ModelId = "a",
            Outcomes =
            {
                new V1.Outcome { PredictionId = "p1", Value = 3 }, new V1.Outcome { PredictionId = "p9", Value = 3 },
            },
        });
        var imported = await server.Observations.ImportHistoryAsync(new V1.ImportHistoryRequest
        {
            ModelId = "a",
            Rows =
            {
                new V1.HistoryRow
                {
                    At = Timestamp.FromDateTimeOffset(Example.Start), Features = { WireRows.Features() }, Outcome = 2,
                },
            },
        });

        Assert.Equal([V1.RecordStatus.Stored, V1.RecordStatus.UnknownPrediction], recorded.Statuses);
        Assert.Equal((1, 1), (recorded.Stored, imported.Stored));
        Assert.Equal(2, (await server.Database.Observations.CountAsync("a")).Outcomes);
        Assert.Equal(2, server.Grains.Model("a").Hints);
    }

    [Fact]
    public async Task Outcomes_come_by_entity_and_time_before_and_after_their_predictions()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        var at = Timestamp.FromDateTimeOffset(Example.Start);
        var outcome = new V1.Outcome { Entity = "anna", At = at, Value = 3 };
        var request = new V1.RecordOutcomesRequest { ModelId = "a", Outcomes = { outcome } };

        var early = await server.Observations.RecordOutcomesAsync(request);
        foreach (var id in (string[])["p1", "p2"])
        {
            var row = WireRows.Prediction(id);
            (row.Entity, row.At) = ("anna", at);
            await server.Predictions.PredictAsync(new V1.PredictRequest { ModelId = "a", Row = row });
        }
        var again = await server.Observations.RecordOutcomesAsync(request);

        Assert.Equal([V1.RecordStatus.Waiting], early.Statuses);
        Assert.Equal([V1.RecordStatus.Duplicate], again.Statuses);
        var rows = await server.Database.Observations.LabelledAfterAsync("a", 0, 10);
        Assert.Equal([("p1", 3.0), ("p2", 3)], rows.Select(row => (row.PredictionId, row.Outcome)));
    }

    [Fact]
    public async Task Half_an_entity_and_time_is_refused_by_field()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        var at = Timestamp.FromDateTimeOffset(Example.Start);

        var answer = await server.Observations.RecordOutcomesAsync(new V1.RecordOutcomesRequest
        {
            ModelId = "a",
            Outcomes =
            {
                new V1.Outcome { Entity = "anna", Value = 1 }, new V1.Outcome { At = at, Value = 1 },
                new V1.Outcome { PredictionId = "p", Entity = "anna", At = at, Value = 1 },
            },
        });

        Assert.All(answer.Statuses, status => Assert.Equal(V1.RecordStatus.Refused, status));
        Assert.Equal(["at", "entity", "prediction_id"], answer.Reasons.Select(reason => reason.Field));
    }

    [Fact]
    public async Task Outcomes_that_waited_in_vain_for_the_database_were_not_stored_and_are_told_so()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        server.Outage.IsAway = true;

        var asked = server.Observations.RecordOutcomesAsync(new V1.RecordOutcomesRequest
        {
            ModelId = "a", Outcomes = { new V1.Outcome { PredictionId = "p1", Value = 3 } },
        }).ResponseAsync;
        await server.Time.PassUntilAsync(asked);

        var error = await Assert.ThrowsAsync<RpcException>(() => asked);
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Contains("were not stored: the database is away", error.Status.Detail);
    }
}
