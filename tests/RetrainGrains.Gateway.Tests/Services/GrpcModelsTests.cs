using Google.Protobuf.WellKnownTypes;
using Google.Protobuf;
using Grpc.Core;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Gateway.Tests.Services;

public sealed class GrpcModelsTests
{
    [Fact]
    public async Task A_registration_reaches_the_models_grain_whole()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Model("a").OnCommand = _ => View(1, Example.State("a"));

        var model = await server.Models.RegisterAsync(new V1.RegisterRequest
        {
            ModelId = "a", ModelType = "load", Schema = Example.Schema.ToWire(), Seed = 7, Policy = new Struct(),
        });

        Assert.Equal(("a", 1L, Example.Schema.ToWire()), (model.ModelId, model.Revision, model.Schema));
        var command = Assert.IsType<RegisterModel>(Assert.Single(server.Grains.Model("a").Commands));
        Assert.Equal(Presets.Default, command.Preset);
        Assert.Equal(DomainJson.Write(Example.Schema), DomainJson.Write(command.Schema));
        Assert.NotEmpty(command.RequestId);
    }

    [Fact]
    public async Task An_import_reaches_the_models_grain_whole()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Model("a").OnCommand = _ => View(3, Example.State("a"));

        await server.Models.ImportAsync(new V1.ImportRequest
        {
            ModelId = "a", Format = V1.ImportFormat.Xgboost, Content = ByteString.CopyFromUtf8("{}"), Reason = "moved",
            ExpectedRevision = 2, RequestId = "r",
        });

        var command = Assert.IsType<ImportModel>(Assert.Single(server.Grains.Model("a").Commands));
        Assert.Equal(
            (ImportFormat.XGBoost, "anonymous@127.0.0.1", "moved", 2L, "r"),
            (command.Format, command.By, command.Reason, command.ExpectedRevision, command.RequestId));
        Assert.Equal("{}"u8.ToArray(), command.Content);
    }

    [Fact]
    public async Task Rows_with_expected_values_reach_the_grain_and_what_was_read_comes_back()
    {
        await using var server = await GatewayServer.StartAsync();
        var read = new ImportReport
        {
            Format = "xgboost", Objective = "multi:softprob", TreesInFile = 42, TreesServing = 12, BestIteration = 3,
            BaseScores = [0.1, 0.2, 0.3], Link = "softmax", Notes = ["as it is"], RowsChecked = 2,
            LargestDifference = 1e-7,
            Features = [new ImportedFeature("f1", "season", Learning.Data.FeatureKind.Categorical, ["summer"], true)],
        };
        server.Grains.Model("a").OnCommand = async _ =>
            (await View(3, Example.State("a"))).Value! with { Import = read };

        var model = await server.Models.ImportAsync(new V1.ImportRequest
        {
            ModelId = "a", Content = ByteString.CopyFromUtf8("{}"),
            Checks =
            {
                new V1.ImportCheck { Features = { Value.ForNumber(1), Value.ForNull() }, Expected = { 0.25, 0.75 } },
                new V1.ImportCheck { Named = { ["season"] = Value.ForString("summer") }, Label = "rain" },
            },
        });

        var checks = Assert.IsType<ImportModel>(Assert.Single(server.Grains.Model("a").Commands)).Checks;
        Assert.Equal([new FeatureValue(1, null), new FeatureValue(null, null)], checks[0].Features);
        Assert.Equal([0.25, 0.75], checks[0].Expected);
        Assert.Equal(("summer", "rain"), (checks[1].Named!["season"].Text, checks[1].Label));
        Assert.Equal(
            new V1.ImportReport
            {
                Format = "xgboost", Objective = "multi:softprob", TreesInFile = 42, TreesServing = 12,
                BestIteration = 3, BaseScores = { 0.1, 0.2, 0.3 }, Link = "softmax", Notes = { "as it is" },
                RowsChecked = 2, LargestDifference = 1e-7,
                Features =
                {
                    new V1.ImportedFeature
                    {
                        Name = "f1", Feature = "season", Kind = V1.FeatureKind.Categorical, Categories = { "summer" },
                        ByName = true,
                    },
                },
            },
            model.ImportReport);
    }

    [Fact]
    public async Task Too_many_rows_with_expected_values_wake_no_grain()
    {
        await using var server = await GatewayServer.StartAsync();
        var rows = Enumerable.Range(0, 10_001).Select(_ => new V1.ImportCheck { Expected = { 1 } });

        var error = await RefusedAsync(server.Models.ImportAsync(new V1.ImportRequest
        {
            ModelId = "a", Content = ByteString.CopyFromUtf8("{}"), Checks = { rows },
        }));

        Assert.StartsWith("checks", error.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(server.Grains.Activated);
    }

    [Fact]
    public async Task Too_large_a_model_wakes_no_grain()
    {
        await using var server = await GatewayServer.StartAsync();

        var error = await RefusedAsync(server.Models.ImportAsync(new V1.ImportRequest
        {
            ModelId = "a", Content = ByteString.CopyFrom(new byte[ImportModel.ContentBytesMax + 1]),
        }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("content.length: '7340033' must be 1 to 7340032", error.Status.Detail);
        Assert.Empty(server.Grains.Activated);
    }

    [Fact]
    public async Task A_malformed_registration_wakes_no_grain_and_says_all()
    {
        await using var server = await GatewayServer.StartAsync();

        var error = await RefusedAsync(server.Models.RegisterAsync(
            new V1.RegisterRequest { ModelId = "a b", RequestId = new string('r', 201) }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(
            ["schema", "model_type", "request_id", "model_id"],
            error.Status.Detail.Split('\n').Select(line => line[..line.IndexOf(':')]));
        Assert.Empty(server.Grains.Activated);
    }

    [Theory]
    [InlineData(RefusalKind.NotFound, StatusCode.NotFound)]
    [InlineData(RefusalKind.Invalid, StatusCode.InvalidArgument)]
    [InlineData(RefusalKind.Conflict, StatusCode.Aborted)]
    [InlineData(RefusalKind.NotReady, StatusCode.FailedPrecondition)]
    [InlineData(RefusalKind.AlreadyExists, StatusCode.AlreadyExists)]
    [InlineData(RefusalKind.Busy, StatusCode.ResourceExhausted)]
    public async Task Each_kind_of_refusal_has_its_status(RefusalKind kind, StatusCode expected)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Model("a").OnCommand =
            _ => Task.FromResult<Answer<ModelView>>(Refusal.Of(kind, "candidate", "forest", "must be a candidate"));

        var error = await RefusedAsync(server.Models.PromoteAsync(
            new V1.PromoteRequest { ModelId = "a", Candidate = "forest" }));

        Assert.Equal((expected, "candidate: 'forest' must be a candidate"), (error.StatusCode, error.Status.Detail));
    }

    public static TheoryData<Exception, StatusCode> Failures => new()
    {
        { new TimeoutException(), StatusCode.Unavailable },
        { new FleetUnavailableException("lost"), StatusCode.Unavailable },
        { new FleetBusyException("full"), StatusCode.ResourceExhausted },
        { new DatabaseAwayException(new IOException("refused")), StatusCode.Unavailable },
        { new InvalidOperationException("a secret"), StatusCode.Internal },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Each_failure_of_a_grain_has_its_status_and_an_unexpected_one_a_reference(
        Exception failure, StatusCode expected)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Model("a").OnCommand = _ => throw failure;

        var asked = server.Models.DescribeAsync(new V1.DescribeRequest { ModelId = "a" });
        await server.Time.PassUntilAsync(asked.ResponseAsync);

        var error = await RefusedAsync(asked);
        Assert.Equal(expected, error.StatusCode);
        Assert.DoesNotContain("secret", error.Status.Detail);
        var hasReference = error.Status.Detail.Contains("reference", StringComparison.Ordinal);
        Assert.Equal(expected == StatusCode.Internal, hasReference);
    }

    [Fact]
    public async Task A_command_without_a_request_id_is_tried_again_under_the_one_that_it_was_given()
    {
        await using var server = await GatewayServer.StartAsync();
        var grain = server.Grains.Model("a");
        var failures = 2;
        grain.OnCheck = _ => failures-- > 0
            ? throw new FleetUnavailableException("lost")
            : Task.FromResult<Answer<CheckAnswer>>(Checked("run-1"));

        var triggered = server.Models.TriggerAsync(new V1.TriggerRequest { ModelId = "a" }).ResponseAsync;
        await server.Time.PassUntilAsync(triggered);
        var checkedNow = await server.Models.CheckAsync(new V1.CheckRequest { ModelId = "a", RequestId = "mine" });

        Assert.Equal("run-1", (await triggered).RunId);
        var ids = grain.Commands.OfType<TriggerModel>().Select(command => command.RequestId).ToArray();
        Assert.Equal(3, ids.Length);
        Assert.NotEmpty(Assert.Single(ids.Distinct()));
        Assert.True(checkedNow.Retrain);
        Assert.Equal((false, "mine"), grain.Commands[^1]);
    }

    [Fact]
    public async Task Commands_carry_what_the_client_said()
    {
        await using var server = await GatewayServer.StartAsync();
        var grain = server.Grains.Model("a");
        grain.OnCommand = _ => View(3, Example.State("a"));
        grain.OnCheck = _ => Task.FromResult<Answer<CheckAnswer>>(Checked("run-1"));

        await server.Models.PromoteAsync(new V1.PromoteRequest
        {
            ModelId = "a", Candidate = "forest", Reason = "better", ExpectedRevision = 2, RequestId = "r1",
        });
        await server.Models.RollbackAsync(
            new V1.RollbackRequest { ModelId = "a", Version = "1.2.3", RequestId = "r2" });
        await server.Models.RollbackAsync(new V1.RollbackRequest { ModelId = "a", RequestId = "r3" });
        await server.Policies.PatchAsync(
            new V1.PatchPolicyRequest { ModelId = "a", Policy = new Struct(), RequestId = "r4" });
        var triggered = await server.Models.TriggerAsync(
            new V1.TriggerRequest { ModelId = "a", Reason = "now", Force = true, RequestId = "r5", DryRun = true });

        Assert.Equal(
            [
                new PromoteModel("forest", "anonymous@127.0.0.1", "better", 2, "r1"),
                new RollBackModel(new SemanticVersion(1, 2, 3), "anonymous@127.0.0.1", "", 0, "r2"),
                new RollBackModel(null, "anonymous@127.0.0.1", "", 0, "r3"),
                new SetModelPolicy("anonymous@127.0.0.1", "{ }", 0, "r4"),
                new TriggerModel("anonymous@127.0.0.1", "now", false, true, "r5", DryRun: true),
            ],
            grain.Commands);
        Assert.Equal((true, "run-1"), (triggered.Started, triggered.RunId));
        Assert.Equal(["forest/30d/level"], triggered.Recipes);
    }

    [Fact]
    public async Task A_check_answers_with_its_reasons_and_its_report()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Grains.Model("a").OnCheck = _ => Task.FromResult<Answer<CheckAnswer>>(Checked(null));

        var response = await server.Models.CheckAsync(new V1.CheckRequest { ModelId = "a", DryRun = true });

        Assert.True(response.Retrain);
        Assert.Equal(["it is old"], response.Reasons);
        Assert.Equal(["cooling down"], response.HeldBack);
        Assert.Equal(["✓ age: it is old", "would wait if it were young"], response.Explanation);
        Assert.Equal(4, DomainJson.Read<ModelChecked>(response.Report.ToString()).Outcomes);
    }

    [Fact]
    public async Task A_version_that_is_none_is_refused()
    {
        await using var server = await GatewayServer.StartAsync();

        var error = await RefusedAsync(server.Models.RollbackAsync(
            new V1.RollbackRequest { ModelId = "a", Version = "latest" }));

        Assert.Equal("version: 'latest' must be a version such as 1.2.3", error.Status.Detail);
    }

    [Fact]
    public async Task Models_are_listed_page_by_page_without_activating_one()
    {
        await using var server = await GatewayServer.StartAsync();
        foreach (var id in new[] { "c", "a", "b" }) await server.Database.RegisterAsync(id);

        var first = await server.Models.ListAsync(new V1.ListRequest { PageSize = 2 });
        var second = await server.Models.ListAsync(
            new V1.ListRequest { PageSize = 2, PageToken = first.NextPageToken });

        Assert.Equal(["a", "b"], first.Models.Select(model => model.ModelId));
        Assert.Equal(["c"], second.Models.Select(model => model.ModelId));
        Assert.Equal("", second.NextPageToken);
        Assert.Empty(server.Grains.Activated);
    }

    [Fact]
    public async Task A_ledger_is_read_from_a_sequence_and_an_unknown_model_is_told_from_an_end()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Database.RegisterAsync("a");

        var page = await server.Models.HistoryAsync(new V1.HistoryRequest { ModelId = "a" });
        var end = await server.Models.HistoryAsync(
            new V1.HistoryRequest { ModelId = "a", FromSequence = page.NextSequence });
        var unknown = await RefusedAsync(server.Models.HistoryAsync(new V1.HistoryRequest { ModelId = "nobody" }));

        Assert.Equal("registered", Assert.Single(page.Entries).Kind);
        Assert.Empty(end.Entries);
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_001)]
    public async Task A_page_has_1_to_1000_entries(int size)
    {
        await using var server = await GatewayServer.StartAsync();

        var error = await RefusedAsync(server.Models.ListAsync(
            new V1.ListRequest { PageSize = size, PageToken = "no token" }));

        Assert.Equal(
            [
                $"page_size: '{size}' must be 1 to 1000",
                "page_token: 'no token' must be empty, or the next_page_token of the page before",
            ],
            error.Status.Detail.Split('\n').Order());
    }

    private static Task<Answer<ModelView>> View(long revision, ModelState state) =>
        Task.FromResult<Answer<ModelView>>(ModelView.Of(revision, state, LearnedState.None(state)));

    private static CheckAnswer Checked(string? runId) => new(
        new ModelChecked(Example.Start, 4, 0.5, [], [], 0, new TriggerDecision(
            true, [new TriggerReason(TriggerKind.Age, Severity.Warning, "it is old")], ["cooling down"]), null)
        {
            Explanation = ["✓ age: it is old", "would wait if it were young"],
        }, runId)
    {
        Recipes = ["forest/30d/level"],
    };

    private static Task<RpcException> RefusedAsync<T>(AsyncUnaryCall<T> call) =>
        Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
}
