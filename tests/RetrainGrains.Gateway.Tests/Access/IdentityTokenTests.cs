using System.Text.Json.Nodes;
using Grpc.Core;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Tests.Access;

/// <summary>The tokens of an OpenID Connect issuer, beside the server's own.</summary>
public sealed class IdentityTokenTests : IAsyncLifetime
{
    private const string Audience = "retraingrains";

    private readonly ManualTime issuersTime = new();
    private readonly RecordedLog log = new();
    private LocalIssuer issuer = null!;
    private GatewayServer server = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await LocalIssuer.StartAsync(issuersTime);
        server = await StartAsync(issuer.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_the_issuer_is_let_in_by_its_claims_and_the_servers_own_are_beside_it()
    {
        var token = await issuer.TokenAsync(Claims("Operator of pumps"));

        var told = await server.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), Bearer(token));

        Assert.Equal(("jwt:auth0|ann", V1.Role.Operator), (told.Name, told.Role));
        Assert.Equal(["eu/", "us/"], told.ModelPrefixes);
        Assert.Equal(server.Time.GetUtcNow().AddHours(1), told.ExpiresAt.ToDateTimeOffset());
        var own = await server.TokenAsync("svc", V1.Role.Viewer);
        Assert.Equal("svc", (await server.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), Bearer(own))).Name);
        Assert.Equal(
            StatusCode.PermissionDenied, (await RefusedAsync(token, modelId: "asia/load")).StatusCode);
        Assert.Equal(
            StatusCode.PermissionDenied,
            (await Assert.ThrowsAsync<RpcException>(
                () => server.Tokens.ListAsync(new V1.ListTokensRequest(), Bearer(token)).ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task The_actor_of_a_command_is_the_subject_and_its_address()
    {
        var model = server.Grains.Model("eu/load");
        model.OnCommand = _ => Task.FromResult<Answer<ModelView>>(
            Refusal.Of(RefusalKind.NotFound, "modelId", "a", "is not here"));
        var token = await issuer.TokenAsync(Claims("Operator of pumps"));

        await Assert.ThrowsAsync<RpcException>(() => server.Models.RollbackAsync(
            new V1.RollbackRequest { ModelId = "eu/load" }, Bearer(token)).ResponseAsync);

        Assert.Equal("jwt:auth0|ann@127.0.0.1", Assert.IsType<RollBackModel>(Assert.Single(model.Commands)).By);
    }

    [Fact]
    public async Task The_highest_of_several_roles_counts_and_none_may_nothing()
    {
        Assert.Equal(V1.Role.Predictor, await RoleAsync("viewer", "predictor", "stranger"));
        Assert.Equal(V1.Role.Admin, await RoleAsync("viewer", "admin"));
        var claims = Claims("stranger");

        var error = await RefusedAsync(await issuer.TokenAsync(claims));

        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
        Assert.StartsWith("token: 'jwt:auth0|ann' has no role, and ", error.Status.Detail);
    }

    [Fact]
    public async Task A_token_ends_with_its_time_also_one_that_was_let_in_before()
    {
        var token = await issuer.TokenAsync(Claims("viewer"));
        await server.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), Bearer(token));

        server.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1));

        var error = await RefusedAsync(token);
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.Equal(
            "authorization: 'what was given' has expired, or is not valid yet", error.Status.Detail);
    }

    [Fact]
    public async Task A_token_for_others_of_others_or_changed_is_refused_and_never_shown()
    {
        var elsewhere = Claims("admin");
        elsewhere["aud"] = "another";
        await RefusedForAsync("is meant for another audience", await issuer.TokenAsync(elsewhere));
        await using var stranger = await LocalIssuer.StartAsync(issuersTime);
        await RefusedForAsync("is of another issuer", await stranger.TokenAsync(Claims("admin")));
        var parts = (await issuer.TokenAsync(Claims("viewer"))).Split('.');
        var other = (await issuer.TokenAsync(Claims("admin"))).Split('.');
        await RefusedForAsync(
            "has a signature that is not the issuer's", string.Join('.', parts[0], other[1], parts[2]));
        await RefusedForAsync("cannot be read", "a.b.c");
        var unsigned = $"eyJhbGciOiJub25lIn0.{other[1]}.";
        await RefusedForAsync("has a signature that is not the issuer's", unsigned);
    }

    [Fact]
    public async Task While_the_issuer_is_away_new_tokens_wait_and_those_that_were_let_in_go_on()
    {
        var (known, fresh) = (await issuer.TokenAsync(Claims("viewer")), await issuer.TokenAsync(Claims("operator")));
        await server.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), Bearer(known));
        await issuer.DisposeAsync();
        await using var alone = await StartAsync(issuer.Address);

        await server.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), Bearer(known));
        var error = await Assert.ThrowsAsync<RpcException>(
            () => alone.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), Bearer(fresh)).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Contains("while its issuer cannot be reached", error.Status.Detail);
        Assert.Contains(log.Lines, line => line.Contains("Tokens of the issuer cannot be checked"));
        Assert.DoesNotContain(log.Lines, line => line.Contains(fresh));
    }

    [Fact]
    public void Settings_that_cannot_be_used_are_all_named()
    {
        var options = new JwtOptions { Authority = "http://issuer.example", RoleClaim = "" };

        Assert.Equal(["Authority", "Audience", "RoleClaim"], options.Problems().Select(problem => problem.Setting));
        Assert.Equal(
            ["Audience"], new JwtOptions { Audience = "here" }.Problems().Select(problem => problem.Setting));
    }

    private static JsonObject Claims(params string[] roles) => new()
    {
        ["sub"] = "auth0|ann", ["aud"] = Audience, ["lifetime"] = 3_600,
        ["groups"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]), ["model_prefixes"] = "eu/ us/",
    };

    private static Metadata Bearer(string secret) => new() { { "authorization", $"Bearer {secret}" } };

    private Task<GatewayServer> StartAsync(string authority) => GatewayServer.StartAsync(
        log: log, access: new AccessOptions
        {
            Jwt = new JwtOptions
            {
                Authority = authority, Audience = Audience, RoleClaim = "groups",
                Operators = ["operator", "Operator of pumps"],
            },
        });

    private async Task<V1.Role> RoleAsync(params string[] roles)
    {
        var claims = Claims(roles);
        claims.Remove("model_prefixes");
        var token = await issuer.TokenAsync(claims);
        return (await server.Tokens.WhoAmIAsync(new V1.WhoAmIRequest(), Bearer(token))).Role;
    }

    private Task<RpcException> RefusedAsync(string token, string modelId = "eu/load") =>
        Assert.ThrowsAsync<RpcException>(() => server.Models.HistoryAsync(
            new V1.HistoryRequest { ModelId = modelId }, Bearer(token)).ResponseAsync);

    private async Task RefusedForAsync(string reason, string token)
    {
        var error = await RefusedAsync(token);
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.Equal($"authorization: 'what was given' {reason}", error.Status.Detail);
        Assert.DoesNotContain(log.Lines, line => line.Contains(token, StringComparison.Ordinal));
    }
}
