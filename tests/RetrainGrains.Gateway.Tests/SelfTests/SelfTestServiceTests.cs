using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Gateway.SelfTests;

namespace RetrainGrains.Gateway.Tests.SelfTests;

/// <summary>A self-test where something is wrong: it is told in its report, and what was made is erased.</summary>
public sealed class SelfTestServiceTests : IAsyncLifetime
{
    private GatewayServer server = null!;
    private ModelView? model;

    public async ValueTask InitializeAsync()
    {
        server = await GatewayServer.StartAsync();
        Scratch.OnCommand = AnswerAsync;
        Scratch.OnCheck = _ => Task.FromResult<Answer<CheckAnswer>>(new CheckAnswer(HeldBack(), RunId: null));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private FakeModelGrain Scratch => server.Grains.Model(ScratchModel.Id);

    private DateTimeOffset Now => server.Time.GetUtcNow();

    [Fact]
    public async Task After_a_step_that_failed_the_others_are_left_out_and_the_model_is_erased()
    {
        var report = await RunAsync(new());

        Assert.False(report.Passed);
        Assert.Equal(V1.StepStatus.Failed, Step(report, "train").Status);
        Assert.Equal("held back: it is too early", Step(report, "train").Detail);
        Assert.Equal(
            ["predict", "outcomes", "check", "promote", "rollback"],
            report.Steps.Where(step => step.Status == V1.StepStatus.Skipped).Select(step => step.Name));
        Assert.Equal(V1.StepStatus.Passed, Step(report, "erase").Status);
        Assert.Equal("erase 1", Scratch.Commands[^1]);
        Assert.Equal(0, (await server.Database.Observations.CountAsync(ScratchModel.Id)).Outcomes);
    }

    [Fact]
    public async Task While_another_test_is_under_way_nothing_is_touched()
    {
        model = View(Now.AddSeconds(1));

        var report = await RunAsync(new());

        Assert.Equal(V1.StepStatus.Failed, Step(report, "clear").Status);
        Assert.Contains("another test is under way", Step(report, "clear").Detail);
        Assert.Equal("nothing was made", Step(report, "erase").Detail);
        Assert.Empty(Scratch.Commands);
    }

    [Fact]
    public async Task What_a_test_that_was_cut_off_has_left_is_erased_first()
    {
        model = View(Now.AddSeconds(-1));

        var report = await RunAsync(new());

        Assert.Equal("a test that was cut off had left 0 rows", Step(report, "clear").Detail);
        Assert.Equal("erase 1", Scratch.Commands[0]);
        Assert.IsType<RegisterModel>(Scratch.Commands[1]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(601)]
    public async Task A_timeout_out_of_bounds_is_refused(int seconds)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => RunAsync(
            new V1.RunSelfTestRequest { Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal($"timeout: '{seconds}s' must be 5s to 600s", error.Status.Detail);
    }

    [Fact]
    public async Task The_scratch_model_cannot_be_named_and_is_not_listed()
    {
        await server.Database.ServeAsync(ScratchModel.Id, 1, 5);
        await server.Database.ServeAsync("street", 1, 5);
        await server.Database.ServeAsync("wind", 1, 5);

        var first = await server.Models.ListAsync(new V1.ListRequest { PageSize = 1 });
        var second = await server.Models.ListAsync(
            new V1.ListRequest { PageSize = 1, PageToken = first.NextPageToken });
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Models.DescribeAsync(new V1.DescribeRequest { ModelId = ScratchModel.Id }));

        Assert.Equal(["street", "wind"], first.Models.Concat(second.Models).Select(model => model.ModelId));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("must not begin with retraingrains/", error.Status.Detail);
    }

    private async Task<V1.SelfTestReport> RunAsync(V1.RunSelfTestRequest request)
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(server.GrpcAddress);
        return await new V1.SelfTests.SelfTestsClient(channel).RunAsync(request);
    }

    private static V1.SelfTestStep Step(V1.SelfTestReport report, string name) =>
        Assert.Single(report.Steps, step => step.Name == name);

    // As much of a model as a test needs until it trains.
    private async Task<Answer<ModelView>> AnswerAsync(object? command)
    {
        switch (command)
        {
            case RegisterModel register:
                model = View(ScratchWorld.DeadlineOf(register.ModelType));
                await server.Database.Models.CommitAsync(new ModelCommit
                {
                    ModelId = ScratchModel.Id, ModelType = register.ModelType, ExpectedRevision = 0, At = Now,
                    State = DomainJson.Write(model.State),
                });
                break;
            case string:
                var last = model!;
                model = null;
                return last;
        }
        return model is { } view ? view : Refusal.Of(RefusalKind.NotFound, "model_id", ScratchModel.Id, "is unknown");
    }

    private static ModelView View(DateTimeOffset deadline) => new(
        1, Example.State(ScratchModel.Id) with
        {
            Schema = ScratchWorld.Schema, ModelType = ScratchWorld.TypeUntil(deadline),
        },
        ScratchWorld.HistoryRows, null, []);

    private ModelChecked HeldBack() => new(
        Now, 0, null, [], [], 0, new TriggerDecision(Retrain: false, [], ["it is too early"]), null);
}
