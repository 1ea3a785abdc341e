using System.Net;
using System.Net.Http.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Gateway.Tests.Services;

public sealed class GrpcRepairsTests
{
    private static readonly RepairView Corrected = new(
        "r1", RepairKind.Correction, true,
        new RepairTally
        {
            Rows = 2, Outcomes = 2, EntityOutcomes = 1, First = Example.Start, Last = Example.Start.AddHours(1),
        },
        [new LearnedVersion("leafwise/30d", "abc", "a/run-1", 2)])
    {
        Statuses = "014", Recompute = new RecomputeMark(10, 19) { NextHour = 15, Rows = 300 }, Outcomes = 900,
    };

    [Fact]
    public async Task Corrections_go_to_the_model_and_are_answered_with_what_they_changed()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        server.Grains.Model("a").OnRepair = _ => Task.FromResult<Answer<RepairView>>(Corrected);

        var repair = await server.Repairs.CorrectOutcomesAsync(new V1.CorrectOutcomesRequest
        {
            ModelId = "a",
            Outcomes =
            {
                new V1.Outcome { PredictionId = "p1", Value = 3 },
                new V1.Outcome { Entity = "anna", At = Timestamp.FromDateTimeOffset(Example.Start), Value = 4 },
            },
            Reason = "read wrongly", RequestId = "r1",
        });

        var command = Assert.IsType<RepairModel>(Assert.Single(server.Grains.Model("a").Commands));
        Assert.Equal(("read wrongly", "r1"), (command.Reason, command.RequestId));
        Assert.Equal([("p1", "", 3.0), ("", "anna", 4)], command.Corrections.Select(
            row => (row.PredictionId, row.Entity, row.Outcome)));
        Assert.Equal((2, 2, 1), (repair.Rows, repair.Outcomes, repair.EntityOutcomes));
        Assert.Equal(V1.RepairStage.Recomputing, repair.Stage);
        Assert.Equal((10, 5, 900, 300),
            (repair.Hours, repair.RecomputedHours, repair.OutcomesInAll, repair.RecomputedRows));
        Assert.Equal(
            [V1.CorrectionStatus.Corrected, V1.CorrectionStatus.Unchanged, V1.CorrectionStatus.Withdrawn],
            repair.Statuses);
        Assert.Equal("leafwise/30d", Assert.Single(repair.LearnedVersions).Recipe);
    }

    [Fact]
    public async Task Rows_are_withdrawn_by_entity_and_time_and_an_entity_is_erased_over_REST()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Model("a").OnRepair = _ => Task.FromResult<Answer<RepairView>>(Corrected);
        var cancellation = TestContext.Current.CancellationToken;

        var withdrawn = await server.Rest.PostAsJsonAsync("/v1/models/a:withdrawObservations", new
        {
            entity = "anna", from = "2026-01-01T00:00:00Z", to = "2026-01-02T00:00:00Z", reason = "stuck",
        }, cancellation);
        var erased = await server.Rest.PostAsJsonAsync(
            "/v1/models/a:eraseEntity", new { entity = "anna", reason = "request 41" }, cancellation);
        var progress = await server.Rest.GetAsync(
            new Uri("/v1/models/a:repair?requestId=r1", UriKind.Relative), cancellation);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK),
            (withdrawn.StatusCode, erased.StatusCode, progress.StatusCode));
        var commands = server.Grains.Model("a").Commands.Cast<RepairModel>().ToArray();
        Assert.Equal([RepairKind.Withdrawal, RepairKind.Erasure], commands.Select(command => command.Kind));
        Assert.Equal("anna", commands[0].Rows.Entity);
        Assert.Equal(TimeSpan.FromDays(1), commands[0].Rows.Before - commands[0].Rows.From);
        Assert.All(commands, command => Assert.NotEmpty(command.RequestId));
        Assert.Contains("\"fingerprint\"", await progress.Content.ReadAsStringAsync(cancellation));
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_repair_is_told_at_once()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        var from = Timestamp.FromDateTimeOffset(Example.Start);
        (string[] Fields, Func<AsyncUnaryCall<V1.Repair>> Ask)[] wrong =
        [
            (["reason", "prediction_ids"], () => server.Repairs.WithdrawObservationsAsync(
                new V1.WithdrawObservationsRequest { ModelId = "a" })),
            (["entity", "from", "to", "prediction_ids[0]"], () => server.Repairs.WithdrawObservationsAsync(
                new V1.WithdrawObservationsRequest
                {
                    ModelId = "a", Reason = "x", PredictionIds = { "" }, Entity = "e", From = from, To = from,
                })),
            (["entity"], () => server.Repairs.EraseEntityAsync(
                new V1.EraseEntityRequest { ModelId = "a", Reason = "x" })),
            (["reason"], () => server.Repairs.EraseEntityAsync(
                new V1.EraseEntityRequest { ModelId = "a", Reason = "for Anna", Entity = "anna" })),
            (["reason"], () => server.Repairs.WithdrawObservationsAsync(
                new V1.WithdrawObservationsRequest { ModelId = "a", Reason = "station 7 was stuck", Entity = "7" })),
            (["outcomes"], () => server.Repairs.CorrectOutcomesAsync(
                new V1.CorrectOutcomesRequest { ModelId = "a", Reason = "x" })),
            (["outcomes[0].at", "outcomes[0].prediction_id"], () => server.Repairs.CorrectOutcomesAsync(
                new V1.CorrectOutcomesRequest
                {
                    ModelId = "a", Reason = "x",
                    Outcomes = { new V1.Outcome { PredictionId = "p", Entity = "e", Value = 1 } },
                })),
        ];
        foreach (var (fields, ask) in wrong)
        {
            var error = await Assert.ThrowsAsync<RpcException>(async () => await ask());
            Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
            Assert.All(fields, field => Assert.Contains($"{field}:", error.Status.Detail));
        }
        Assert.Empty(server.Grains.Model("a").Commands);
    }

    [Fact]
    public async Task A_reason_may_hold_a_short_name_within_a_word()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        server.Grains.Model("a").OnRepair = _ => Task.FromResult<Answer<RepairView>>(Corrected);

        await server.Repairs.EraseEntityAsync(
            new V1.EraseEntityRequest { ModelId = "a", Reason = "request 2027", Entity = "7" });

        Assert.Single(server.Grains.Model("a").Commands);
    }

    [Fact]
    public async Task An_erasure_tells_how_far_overwriting_has_come_and_what_is_in_the_way()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        server.Grains.Model("a").OnRepair = _ => Task.FromResult<Answer<RepairView>>(Corrected with
        {
            Kind = RepairKind.Erasure, Overwrite = new OverwriteMark(4_096, 9_000, "another process is reading"),
        });

        var repair = await server.Repairs.EraseEntityAsync(
            new V1.EraseEntityRequest { ModelId = "a", Reason = "request 41", Entity = "anna" });

        Assert.Equal(
            (V1.RepairStage.Overwriting, 4_096, 9_000, "another process is reading"),
            (repair.Stage, repair.OverwrittenPages, repair.Pages, repair.OverwritingProblem));
    }
}
