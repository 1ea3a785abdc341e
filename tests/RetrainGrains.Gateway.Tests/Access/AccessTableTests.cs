using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Api;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Tests.Access;

/// <summary>The whole table of roles, methods and transports, as the protocol says it.</summary>
public sealed class AccessTableTests : IAsyncLifetime
{
    private static readonly V1.Role[] Roles =
        [V1.Role.Unspecified, V1.Role.Viewer, V1.Role.Predictor, V1.Role.Operator, V1.Role.Admin];

    private readonly Dictionary<V1.Role, string> secrets = new() { [V1.Role.Unspecified] = "" };
    private GatewayServer server = null!;

    public async ValueTask InitializeAsync()
    {
        // On a clock that stands, all of these would be asked within one second.
        var limits = new LimitOptions { AddressRequestsPerSecond = 0 };
        server = await GatewayServer.StartAsync(access: new AccessOptions { Limits = limits });
        server.Grains.Alerts.OnDescribe = () => throw new InvalidOperationException("not asked here");
        foreach (var role in Roles.Skip(1)) secrets[role] = await server.TokenAsync($"{role}", role);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public void Every_method_of_the_protocol_has_a_role()
    {
        Assert.True(ProtocolMethods.All.Length > 20);
        Assert.All(ProtocolMethods.All, method => Assert.NotEqual(V1.Role.Unspecified, LeastOf(method)));
        Assert.Equal(ProtocolMethods.All.Length, MethodRoles.All.Count);
    }

    [Fact]
    public async Task Over_gRPC_each_method_lets_in_its_role_and_those_above_and_nobody_else()
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcAddress);
        foreach (var method in ProtocolMethods.All)
        {
            foreach (var role in Roles)
            {
                var status = await CallAsync(channel, method, secrets[role], role >= LeastOf(method));
                var expected = role == V1.Role.Unspecified ? StatusCode.Unauthenticated : StatusCode.PermissionDenied;
                if (role >= LeastOf(method)) Assert.DoesNotContain(status, Refused);
                else Assert.True(status == expected, $"{method.FullName} for {role}: {status}");
            }
        }
    }

    [Fact]
    public async Task Over_REST_each_address_lets_in_the_role_of_its_method_and_those_above_and_nobody_else()
    {
        foreach (var method in ProtocolMethods.All)
        {
            if (RuleOf(method) is not { } rule) continue;
            foreach (var role in Roles)
            {
                var status = await AskAsync(rule, secrets[role]);
                var expected = role == V1.Role.Unspecified ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
                if (role >= LeastOf(method))
                {
                    Assert.True(
                        status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden),
                        $"{method.FullName} for {role}: {status}");
                }
                else Assert.True(status == expected, $"{method.FullName} for {role}: {status}");
            }
        }
    }

    private static StatusCode[] Refused => [StatusCode.Unauthenticated, StatusCode.PermissionDenied];

    private static V1.Role LeastOf(MethodDescriptor method) =>
        method.GetOptions().GetExtension(V1.AccessExtensions.Role);

    private static HttpRule? RuleOf(MethodDescriptor method) =>
        method.GetOptions().GetExtension(AnnotationsExtensions.Http);

    // The bytes of an empty message are none: whatever the method, it is let in and then refused for what it lacks. Who
    // is not let in is answered before anything is read, and a message in a stream would only race against that.
    private static async Task<StatusCode> CallAsync(
        GrpcChannel channel, MethodDescriptor method, string secret, bool admitted)
    {
        var headers = secret.Length == 0 ? [] : new Metadata { { "authorization", $"Bearer {secret}" } };
        var message = admitted || !method.IsClientStreaming ? Array.Empty<byte>() : null;
        return (await ProtocolMethods.CallAsync(channel, method, headers, message))?.StatusCode ?? StatusCode.OK;
    }

    private async Task<HttpStatusCode> AskAsync(HttpRule rule, string secret)
    {
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => (HttpMethod.Get, rule.Get),
            HttpRule.PatternOneofCase.Put => (HttpMethod.Put, rule.Put),
            HttpRule.PatternOneofCase.Patch => (HttpMethod.Patch, rule.Patch),
            HttpRule.PatternOneofCase.Delete => (HttpMethod.Delete, rule.Delete),
            _ => (HttpMethod.Post, rule.Post),
        };
        using var request = new HttpRequestMessage(
            verb, path.Replace("{model_id=**}", "nobody").Replace("{model_id}", "nobody").Replace("{name}", "nobody"));
        if (verb != HttpMethod.Get) request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        if (secret.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var response = await server.Rest.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }
}
