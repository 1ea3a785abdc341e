using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Gateway.Access;

namespace RetrainGrains.Gateway.Tests.Access;

/// <summary>The life of tokens: made once, seen once, revoked at once.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private GatewayServer server = null!;
    private Metadata admin = null!;

    public async ValueTask InitializeAsync()
    {
        server = await GatewayServer.StartAsync(anonymous: false);
        admin = Bearer(await server.TokenAsync("root", V1.Role.Admin));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_token_is_made_with_256_bits_that_only_its_maker_sees()
    {
        var made = await CreateAsync("ann", V1.Role.Viewer);

        Assert.True(TokenSecret.IsWellFormed(made.Secret));
        Assert.Equal("root@127.0.0.1", made.Token.CreatedBy);
        var listed = await server.Tokens.ListAsync(new V1.ListTokensRequest(), admin);
        Assert.Equal(["ann", "root"], listed.Tokens.Select(token => token.Name));
        Assert.DoesNotContain(made.Secret, listed.ToString());
        var stored = (await server.Database.Tokens.ListAsync())[0];
        Assert.Equal(TokenSecret.HashOf(made.Secret), stored.Hash);
    }

    [Fact]
    public async Task Tokens_are_listed_page_by_page()
    {
        foreach (var name in new[] { "ann", "Zoe", "bob" }) await CreateAsync(name, V1.Role.Viewer);
        var pages = new List<string>();
        var page = new V1.ListTokensResponse();
        do
        {
            var request = new V1.ListTokensRequest { PageSize = 2, PageToken = page.NextPageToken };
            page = await server.Tokens.ListAsync(request, admin);
            pages.Add(string.Join(' ', page.Tokens.Select(token => token.Name)));
        }
        while (page.NextPageToken.Length > 0);

        Assert.Equal(["Zoe ann", "bob root"], pages);
    }

    [Fact]
    public async Task A_page_of_tokens_is_refused_with_all_that_is_wrong_with_it()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Tokens.ListAsync(
            new V1.ListTokensRequest { PageSize = 1_001, PageToken = "no name" }, admin).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("page_size", refused.Status.Detail);
        Assert.Contains("page_token", refused.Status.Detail);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_from_then_on_here_and_within_a_second_elsewhere()
    {
        var made = await CreateAsync("ann", V1.Role.Viewer);
        await server.Models.ListAsync(new V1.ListRequest(), Bearer(made.Secret));

        await server.Tokens.RevokeAsync(new V1.RevokeTokenRequest { Name = "ann" }, admin);
        Assert.Equal(StatusCode.Unauthenticated, await StatusAsync(made.Secret));

        // Another gateway revokes it: this one finds out with its next look.
        var other = await CreateAsync("bob", V1.Role.Viewer);
        await server.Database.Tokens.RevokeAsync("bob", Example.Start);
        Assert.Equal(StatusCode.OK, await StatusAsync(other.Secret));
        await server.Get<TokenTable>().RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(StatusCode.Unauthenticated, await StatusAsync(other.Secret));
    }

    [Fact]
    public async Task A_token_ends_with_its_time()
    {
        var made = await CreateAsync("ann", V1.Role.Viewer, server.Time.GetUtcNow().AddHours(1));
        Assert.Equal(StatusCode.OK, await StatusAsync(made.Secret));

        server.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(StatusCode.Unauthenticated, await StatusAsync(made.Secret));
    }

    [Fact]
    public async Task A_token_for_some_models_sees_and_does_nothing_of_others()
    {
        await server.Database.RegisterAsync("eu/load");
        await server.Database.RegisterAsync("us/load");
        var request = new V1.CreateTokenRequest { Name = "eu", Role = V1.Role.Operator, ModelPrefixes = { "eu/" } };
        var eu = Bearer((await server.Tokens.CreateAsync(request, admin)).Secret);

        var listed = await server.Models.ListAsync(new V1.ListRequest(), eu);

        Assert.Equal(["eu/load"], listed.Models.Select(model => model.ModelId));
        Assert.Equal(
            "model_id: 'us/load' is outside of the token eu, which is for eu/",
            (await RefusedAsync(server.Models.HistoryAsync(new V1.HistoryRequest { ModelId = "us/load" }, eu)))
                .Status.Detail);
        await server.Models.HistoryAsync(new V1.HistoryRequest { ModelId = "eu/load" }, eu);
        Assert.Equal(
            StatusCode.PermissionDenied,
            (await RefusedAsync(server.Fleet.GetStatusAsync(new V1.GetFleetStatusRequest(), eu))).StatusCode);
        await PlanAsync("eu/load");
        await PlanAsync("us/load");
        var runs = await server.Runs.ListAsync(new V1.ListRunsRequest { PageSize = 1 }, eu);
        Assert.Equal("eu/load/run-1", Assert.Single(runs.Runs).RunId);
        Assert.Equal(
            "model_id: 'us/load' is outside of the token eu, which is for eu/",
            (await RefusedAsync(server.Runs.DescribeAsync(new V1.DescribeRunRequest { RunId = "us/load/run-1" }, eu)))
                .Status.Detail);
        Assert.Equal(
            "model_id: 'all models' is outside of the token eu, which is for eu/",
            (await RefusedAsync(server.Runs.GetStatisticsAsync(new V1.RunStatisticsRequest(), eu))).Status.Detail);
        using var stream = server.Predictions.PredictStream(eu);
        await stream.RequestStream.WriteAsync(new V1.PredictBatchRequest { ModelId = "us/load" });
        var error = await Assert.ThrowsAsync<RpcException>(
            () => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_with_a_new_token_is_said_all_at_once()
    {
        var error = await RefusedAsync(server.Tokens.CreateAsync(
            new V1.CreateTokenRequest
            {
                Name = "an n", ModelPrefixes = { "eu load" }, ExpiresAt = Timestamp.FromDateTimeOffset(Example.Start),
            },
            admin));

        var fields = error.Status.Detail.Split('\n').Select(line => line.Split(':')[0]);
        Assert.Equal(["name", "role", "model_prefixes[0]", "expires_at"], fields);
        await CreateAsync("ann", V1.Role.Viewer);
        var taken = await Assert.ThrowsAsync<RpcException>(() => CreateAsync("ann", V1.Role.Admin));
        Assert.Equal(StatusCode.AlreadyExists, taken.StatusCode);
    }

    [Fact]
    public async Task A_wrong_secret_is_not_repeated_in_the_refusal()
    {
        var wrong = TokenSecret.Create();

        var error = await RefusedAsync(server.Models.ListAsync(new V1.ListRequest(), Bearer(wrong)));

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.DoesNotContain(wrong, error.Status.Detail);
        Assert.Contains("neither expired nor been revoked", error.Status.Detail.Replace("has ", ""));
    }

    [Fact]
    public async Task While_the_database_is_away_the_tokens_that_are_known_stay_valid()
    {
        await server.ServeAsync("a", 4);
        var made = await CreateAsync("svc", V1.Role.Predictor);
        server.Outage.IsAway = true;

        var answer = await server.Predictions.PredictAsync(
            new V1.PredictRequest { ModelId = "a", Row = WireRows.Prediction("p") }, Bearer(made.Secret));

        Assert.False(answer.Logged);
    }

    [Fact]
    public async Task Every_caller_may_ask_who_it_is()
    {
        var request = new V1.CreateTokenRequest { Name = "eu", Role = V1.Role.Viewer, ModelPrefixes = { "eu/" } };
        var eu = Bearer((await server.Tokens.CreateAsync(request, admin)).Secret);

        Assert.Equal(
            new V1.WhoAmIResponse { Name = "eu", Role = V1.Role.Viewer, ModelPrefixes = { "eu/" } },
            await server.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), eu));
        var until = Example.Start.AddYears(1);
        var bob = await CreateAsync("bob", V1.Role.Operator, until);
        var told = await server.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), Bearer(bob.Secret));
        Assert.Equal(until, told.ExpiresAt.ToDateTimeOffset());
    }

    [Fact]
    public async Task The_tokens_are_known_before_the_first_request_is_taken()
    {
        var secret = TokenSecret.Create();
        await server.Database.Tokens.CreateAsync(
            new TokenRow("early", TokenSecret.HashOf(secret), (int)V1.Role.Viewer, "", Example.Start, "test"));

        await server.Get<IEnumerable<IHostedService>>().OfType<IHostedLifecycleService>().Single()
            .StartingAsync(TestContext.Current.CancellationToken);

        Assert.Equal(StatusCode.OK, await StatusAsync(secret));
    }

    [Fact]
    public async Task To_let_a_known_caller_in_allocates_nothing()
    {
        var made = await CreateAsync("ann", V1.Role.Viewer);
        var gate = server.Get<AccessGate>();
        var http = new DefaultHttpContext { Request = { Headers = { Authorization = $"Bearer {made.Secret}" } } };
        // It is there at once: nothing is waited for, and no thread is changed.
        async ValueTask<long> AllocatedAsync()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) Assert.Null(await gate.AdmitAsync(http, "/retraingrains.v1.Models/List"));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        await AllocatedAsync();

        Assert.Equal(0, await AllocatedAsync());
    }

    [Fact]
    public async Task The_actor_of_a_command_is_the_token_and_its_address()
    {
        var made = await CreateAsync("ann", V1.Role.Operator);
        var model = server.Grains.Model("a");
        model.OnCommand = _ => Task.FromResult<Answer<ModelView>>(
            Refusal.Of(RefusalKind.NotFound, "modelId", "a", "is not here"));

        await RefusedAsync(server.Models.RollbackAsync(
            new V1.RollbackRequest { ModelId = "a" }, Bearer(made.Secret)));

        Assert.Equal("ann@127.0.0.1", Assert.IsType<RollBackModel>(Assert.Single(model.Commands)).By);
    }

    private async Task PlanAsync(string modelId)
    {
        var model = (await server.Database.Models.FindAsync(modelId))!;
        var run = new RunPlanned(
            RunIds.Of(modelId, 1), Example.Start, new TriggerReason("age", Severity.Info, "it is old"), [], 5);
        var stored = await server.Database.Models.CommitAsync(new ModelCommit
        {
            ModelId = modelId, ModelType = model.ModelType, ExpectedRevision = model.Revision, At = Example.Start,
            State = model.State,
            Ledger = [new LedgerAppend(Example.Start, run.Kind, DomainJson.Write<LifecycleEvent>(run))],
        });
        Assert.True(stored.Committed);
    }

    private static Metadata Bearer(string secret) => new() { { "authorization", $"Bearer {secret}" } };

    private static Task<RpcException> RefusedAsync<T>(AsyncUnaryCall<T> call) =>
        Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

    private async Task<V1.CreateTokenResponse> CreateAsync(
        string name, V1.Role role, DateTimeOffset? expiresAt = null) => await server.Tokens.CreateAsync(
        new V1.CreateTokenRequest
        {
            Name = name, Role = role,
            ExpiresAt = expiresAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
        },
        admin);

    private async Task<StatusCode> StatusAsync(string secret)
    {
        try
        {
            await server.Models.ListAsync(new V1.ListRequest(), Bearer(secret));
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }
}
