using System.Text.Json;
using Grpc.Core;

namespace RetrainGrains.Cli.Tests.Client.Tokens;

/// <summary>Tokens that are made, listed and revoked.</summary>
public sealed class TokenCommandsTests : ClientTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.CreateTokenRequest, V1.CreateTokenResponse>(request => new V1.CreateTokenResponse
        {
            Secret = "rgt_secret",
            Token = new V1.Token
            {
                Name = request.Name, Role = request.Role, ModelPrefixes = { request.ModelPrefixes },
                ExpiresAt = request.ExpiresAt,
            },
        });
        Server.On<V1.ListTokensRequest, V1.ListTokensResponse>(_ => new V1.ListTokensResponse
        {
            Tokens =
            {
                new V1.Token
                {
                    Name = "me", Role = V1.Role.Operator, CreatedAt = WireModels.At(1), CreatedBy = "admin",
                },
                new V1.Token { Name = "old", Role = V1.Role.Viewer, ExpiresAt = WireModels.At(2) },
                new V1.Token { Name = "lost", Role = V1.Role.Admin, RevokedAt = WireModels.At(3) },
            },
        });
        Server.On<V1.RevokeTokenRequest, V1.Token>(request => new V1.Token { Name = request.Name });
    }

    [Fact]
    public async Task All_pages_of_tokens_are_listed()
    {
        Server.On<V1.ListTokensRequest, V1.ListTokensResponse>(request => request.PageToken switch
        {
            "" => new V1.ListTokensResponse { Tokens = { new V1.Token { Name = "ann" } }, NextPageToken = "ann" },
            "ann" => new V1.ListTokensResponse { Tokens = { new V1.Token { Name = "bob" } } },
            _ => throw new InvalidOperationException(request.PageToken),
        });

        var ran = await RunAsync("token", "list", "--json");

        using var read = JsonDocument.Parse(ran.Output);
        var tokens = read.RootElement.GetProperty("tokens").EnumerateArray();
        Assert.Equal(["ann", "bob"], tokens.Select(token => token.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task The_secret_alone_goes_to_the_output()
    {
        var ran = await RunAsync(
            "token", "create", "me", "--role", "Operator", "--model", "eu/", "--model", "us/", "--expires", "90d");

        Assert.Equal((0, "rgt_secret\n"), (ran.Code, ran.Output));
        Assert.Contains("me is operator for eu/*, us/*, until 2026-06-30T12:00:00Z", ran.Errors);
        var asked = Assert.Single(Server.Asked<V1.CreateTokenRequest>());
        Assert.Equal((V1.Role.Operator, "eu/, us/"), (asked.Role, string.Join(", ", asked.ModelPrefixes)));
    }

    [Fact]
    public async Task A_token_may_expire_at_a_time_and_is_shown_as_JSON()
    {
        var ran = await RunAsync("token", "create", "me", "--role", "viewer", "--expires", "2027-01-01", "--json");

        Assert.Equal("rgt_secret", ran.Json.GetProperty("secret").GetString());
        Assert.Equal("VIEWER", ran.Json.GetProperty("token").GetProperty("role").GetString());
        Assert.Equal("2027-01-01T00:00:00Z", ran.Json.GetProperty("token").GetProperty("expiresAt").GetString());
    }

    [Theory]
    [InlineData("--role", "boss", "--role: 'boss' must be viewer, predictor, operator or admin")]
    [InlineData("--role", "unspecified", "--role: 'unspecified' must be")]
    [InlineData("--role", "viewer --expires 2020-01-01", "--expires: '2020-01-01' must be a time that is to come")]
    [InlineData("--role", "viewer --expires soon", "--expires: 'soon' must be a time that is to come")]
    public async Task A_role_or_a_time_that_there_is_not_ends_in_2(string option, string value, string problem)
    {
        var ran = await RunAsync(["token", "create", "me", option, .. value.Split(' ')]);

        Assert.Equal(2, ran.Code);
        Assert.Contains(problem, ran.Errors);
        Assert.Empty(Server.Asked<V1.CreateTokenRequest>());
    }

    [Fact]
    public async Task A_list_says_which_are_valid()
    {
        var ran = await RunAsync("token", "list");

        Assert.Equal(0, ran.Code);
        Assert.Matches("me +operator +all models +2026-03-01T06:00Z +admin +– +valid", ran.Output);
        Assert.Matches("old +viewer .* expired", ran.Output);
        Assert.Matches("lost +admin .* revoked 2026-03-03T06:00Z", ran.Output);
        Assert.Equal(3, (await RunAsync("token", "list", "--json")).Json.GetProperty("tokens").GetArrayLength());
    }

    [Fact]
    public async Task A_caller_is_told_who_it_is_and_what_it_may_do()
    {
        Server.On<V1.WhoAmIRequest, V1.WhoAmIResponse>(_ => new V1.WhoAmIResponse
        {
            Name = "shop", Role = V1.Role.Predictor, ModelPrefixes = { "shop/" },
        });

        Assert.Equal("shop is predictor for shop/*, without end\n", (await RunAsync("whoami")).Output);
        Assert.Equal("shop", (await RunAsync("whoami", "--json")).Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_token_is_revoked_by_its_name()
    {
        Assert.StartsWith("me is revoked", (await RunAsync("token", "revoke", "me")).Output);
        Assert.Equal("me", Assert.Single(Server.Asked<V1.RevokeTokenRequest>()).Name);
    }

    [Fact]
    public async Task Tokens_are_an_admins_business()
    {
        Server.Refuse<V1.ListTokensRequest>(StatusCode.PermissionDenied, "me is no admin");

        Assert.Equal(1, (await RunAsync("token", "list")).Code);
    }
}
