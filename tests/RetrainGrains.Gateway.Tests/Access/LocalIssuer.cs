using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace RetrainGrains.Gateway.Tests.Access;

/// <summary>
/// An OpenID Connect issuer on loopback: OpenIddict without its stores, which signs whatever a test asks for.
/// </summary>
internal sealed class LocalIssuer : IAsyncDisposable
{
    private const string Asked = "claims";
    private readonly WebApplication application;

    private LocalIssuer(WebApplication application)
    {
        this.application = application;
        Address = application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    public string Address { get; }

    public static async Task<LocalIssuer> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetTokenEndpointUris("connect/token").AllowClientCredentialsFlow().EnableDegradedMode();
            server.AddEncryptionKey(new SymmetricSecurityKey(new byte[32])).DisableAccessTokenEncryption();
            server.AddEphemeralSigningKey(SecurityAlgorithms.EcdsaSha256);
            server.Configure(options => options.TimeProvider = clock);
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(_ => default));
            server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                context.SignIn(Principal(JsonNode.Parse((string)context.Request[Asked]!)!.AsObject()));
                return default;
            }));
            server.UseAspNetCore().DisableTransportSecurityRequirement();
        });
        var application = builder.Build();
        application.UseAuthentication();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new LocalIssuer(application);
    }

    /// <summary>Signs a token with these claims; an audience is one of them, and a lifetime in seconds.</summary>
    public async Task<string> TokenAsync(JsonObject claims)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = GrantTypes.ClientCredentials, ["client_id"] = "test", ["client_secret"] = "test",
            [Asked] = claims.ToJsonString(),
        });
        var answer = await http.PostAsync($"{Address}/connect/token", form);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static ClaimsPrincipal Principal(JsonObject asked)
    {
        var identity = new ClaimsIdentity("test");
        foreach (var (name, value) in asked)
        {
            if (name == Claims.Audience) identity.SetResources((string)value!);
            else if (name == "lifetime") identity.SetAccessTokenLifetime(TimeSpan.FromSeconds((int)value!));
            else if (value is JsonArray list) identity.SetClaims(name, [.. list.Select(item => (string)item!)]);
            else identity.SetClaim(name, (string)value!);
        }
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
