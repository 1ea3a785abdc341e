using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>
/// The search for secrets in all that a server says: its log at its loudest, its answers, its refusals.
/// </summary>
public sealed class SecretTests : IDisposable
{
    private const string KeyPassword = "key-password-7f3a";
    private const string DatabasePassword = "database-password-91bc";

    private readonly ServerHome home = new();
    private readonly string admin = TokenSecret.Create();
    private readonly string wrong = TokenSecret.Create();
    private readonly StringBuilder said = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_server_that_logs_everything_shows_none_whatever_goes_wrong()
    {
        using var authority = TestCertificates.Authority();
        using var own = TestCertificates.Issue(authority, "localhost");
        var tls = TestCertificates.Save(home.Folder, own, authority, KeyPassword);
        using var server = ServerProcess.Start(
            [
                "--http-port=0", "--grpc-port=0", "--database", home.Options.Database,
                "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Grpc=Trace",
                "--Logging:LogLevel:Microsoft=Trace", "--Logging:LogLevel:Orleans=Debug",
                "--tls-certificate", tls.Certificate, "--tls-key", tls.Key,
            ],
            ("RetrainGrains__AdminToken", admin), ("RetrainGrains__Tls__KeyPassword", KeyPassword));
        var (http, grpc) = await server.ServingAsync();
        using var client = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, _, _, _) => true,
        }) { BaseAddress = http };

        var made = await MakeTokenAsync(client);
        await AskAsync(client, "Bearer", admin, "v1/models/nobody", HttpStatusCode.NotFound);
        await AskAsync(client, "Bearer", wrong, "v1/models", HttpStatusCode.Unauthorized);
        await AskAsync(client, "Bearer", made[..^1], "v1/models", HttpStatusCode.Unauthorized);
        await AskAsync(
            client, "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"me:{wrong}")), "orleans/",
            HttpStatusCode.Unauthorized);
        await AskAsync(client, "Bearer", made, "v1/tokens", HttpStatusCode.Forbidden);
        await AskAsync(client, "Bearer", made, "openapi/v1.json", HttpStatusCode.OK);
        await AskAsync(client, "Bearer", made, "metrics", HttpStatusCode.OK);
        using var channel = GrpcChannel.ForAddress(grpc, new GrpcChannelOptions { HttpClient = client });
        foreach (var secret in new[] { wrong, made })
        {
            var error = await Assert.ThrowsAsync<RpcException>(() => new V1.Tokens.TokensClient(channel).ListAsync(
                new V1.ListTokensRequest(), new Metadata { { "authorization", $"Bearer {secret}" } }).ResponseAsync);
            said.AppendLine(error.ToString());
        }
        await server.KillAsync();
        said.AppendLine(server.Output);

        // It did log, and loudly.
        Assert.Contains("dbug: ", server.Output);
        AssertSilent(admin, wrong, made, made[..^1], KeyPassword);
    }

    [Theory]
    [InlineData("--admin-tokn={0}")]
    [InlineData("{0}")]
    [InlineData("--RetrainGrains:AdminTocken={0}")]
    [InlineData("--admin-token={0}x")]
    [InlineData("--tls-key-pasword={0}")]
    [InlineData("--connection-string=Host=db;Password={0}")]
    public async Task A_setting_that_is_wrong_or_misspelt_is_refused_without_its_value(string argument)
    {
        using var server = ServerProcess.Start([string.Format(CultureInfo.InvariantCulture, argument, admin)]);

        Assert.Equal(StartFailure.ExitCode, await server.EndAsync());

        said.AppendLine(server.Output);
        Assert.NotEmpty(server.Output);
        AssertSilent(admin);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=fleet;Username=u;Password=" + DatabasePassword)]
    [InlineData("Host=127.0.0.1;Database=fleet;Pasword=" + DatabasePassword)]
    [InlineData("Host=127.0.0.1;Database=fleet;Password=" + DatabasePassword + ";Port=x")]
    [InlineData("Password=" + DatabasePassword + ";Host")]
    public async Task A_database_that_cannot_be_used_is_told_without_its_password(string connection)
    {
        using var server = ServerProcess.Start(
            ["--http-port=0", "--grpc-port=0", "--Logging:LogLevel:Default=Trace"],
            ("ConnectionStrings__RetrainGrains", connection));

        Assert.Equal(StartFailure.ExitCode, await server.EndAsync());

        said.AppendLine(server.Output);
        Assert.Contains("check ConnectionStrings__RetrainGrains", server.Output);
        AssertSilent(DatabasePassword);
    }

    [Fact]
    public async Task A_key_that_cannot_be_opened_is_told_without_its_password()
    {
        using var authority = TestCertificates.Authority();
        using var own = TestCertificates.Issue(authority, "localhost");
        var tls = TestCertificates.Save(home.Folder, own, authority, "another password");
        using var server = ServerProcess.Start(
            [
                "--http-port=0", "--grpc-port=0", "--database", home.Options.Database,
                "--tls-certificate", tls.Certificate, "--tls-key", tls.Key,
            ],
            ("RetrainGrains__Tls__KeyPassword", KeyPassword));

        Assert.Equal(StartFailure.ExitCode, await server.EndAsync());

        said.AppendLine(server.Output);
        Assert.Contains("check --tls-certificate, --tls-key and RetrainGrains__Tls__KeyPassword", server.Output);
        AssertSilent(KeyPassword);
    }

    [Fact]
    public void Options_that_are_printed_show_none()
    {
        var options = new ServerOptions
        {
            AdminToken = admin, Connection = $"Host=db;Password={DatabasePassword}",
            Tls = new TlsOptions { KeyPassword = KeyPassword },
        };

        said.AppendLine($"{options} {options.Tls} {options.Runtime}");

        AssertSilent(admin, DatabasePassword, KeyPassword);
    }

    private async Task<string> MakeTokenAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/tokens");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", admin);
        request.Content = JsonContent.Create(new { name = "ann", role = "viewer" });
        var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>();
        return (string)body!["secret"]!;
    }

    private async Task AskAsync(
        HttpClient client, string scheme, string secret, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, secret);
        var answer = await client.SendAsync(request);
        said.AppendLine(await answer.Content.ReadAsStringAsync()).AppendLine(answer.Headers.ToString());
        Assert.Equal(expected, answer.StatusCode);
    }

    private void AssertSilent(params string[] secrets)
    {
        foreach (var secret in secrets) Assert.DoesNotContain(secret, said.ToString());
    }
}
