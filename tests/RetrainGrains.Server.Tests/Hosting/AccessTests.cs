using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Net.Client;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>The tests that a server is closed unless it is opened on purpose.</summary>
public sealed class AccessTests : IDisposable
{
    private readonly ServerHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_first_start_lays_an_administrators_token_beside_the_database_which_only_its_owner_reads()
    {
        var options = home.Options with { Anonymous = false };
        var file = FirstToken.FileOf(options);
        string secret;
        await using (var server = await RetrainGrainsServer.StartAsync(options))
        {
            secret = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
            using var rest = new HttpClient { BaseAddress = server.Http };

            Assert.Equal(HttpStatusCode.Unauthorized, (await rest.GetAsync("v1/models")).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await rest.GetAsync("orleans/")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync("health/ready")).StatusCode);
            rest.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
            Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync("v1/models")).StatusCode);
            // A browser shows the page to who gives the token as password.
            rest.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"me:{secret}")));
            Assert.NotEqual(HttpStatusCode.Unauthorized, (await rest.GetAsync("orleans/")).StatusCode);
        }

        await using var again = await RetrainGrainsServer.StartAsync(options);
        Assert.Equal(secret, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim());
        Assert.Single(await again.Database.Tokens.ListAsync());
    }

    [Fact]
    public async Task A_token_of_the_settings_is_known_from_the_first_start_on_and_none_is_made()
    {
        var secret = Gateway.Access.TokenSecret.Create();
        var options = home.Options with { Anonymous = false, AdminToken = secret };
        await using var server = await RetrainGrainsServer.StartAsync(options);
        using var rest = new HttpClient { BaseAddress = server.Http };
        rest.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);

        Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync("v1/tokens")).StatusCode);
        Assert.False(File.Exists(FirstToken.FileOf(options)));
    }

    [Fact]
    public async Task Where_the_first_token_cannot_be_laid_the_start_says_what_to_do_and_stores_none()
    {
        var options = home.Options with { Anonymous = false };
        Directory.CreateDirectory(FirstToken.FileOf(options));

        var error = await Assert.ThrowsAsync<TokenUnwritableException>(() => RetrainGrainsServer.StartAsync(options));

        Assert.Contains("RetrainGrains__AdminToken", StartFailure.Explain(error, options));
        Directory.Delete(FirstToken.FileOf(options));
        await using var server = await RetrainGrainsServer.StartAsync(options);
        Assert.True(File.Exists(FirstToken.FileOf(options)));
    }

    [Theory]
    [InlineData("0.0.0.0", false, false, false)]
    [InlineData("0.0.0.0", false, true, true)]
    [InlineData("0.0.0.0", true, true, true)]
    [InlineData("127.0.0.1", true, false, true)]
    [InlineData("::1", false, false, true)]
    public void Another_address_than_loopback_needs_TLS_or_a_word(
        string bind, bool anonymous, bool insecure, bool allowed)
    {
        var options = new ServerOptions { Bind = IPAddress.Parse(bind), Anonymous = anonymous, Insecure = insecure };

        Assert.Equal(allowed, options.Validate().All(problem => problem.Field != "RetrainGrains:Bind"));
    }

    [Fact]
    public void A_malformed_token_is_refused_and_not_repeated()
    {
        var problem = Assert.Single(new ServerOptions { AdminToken = "secret" }.Validate());

        Assert.Equal(("RetrainGrains:AdminToken", "what was given"), (problem.Field, problem.Value));
    }

    [Fact]
    public async Task With_a_certificate_both_ports_speak_TLS_and_with_authorities_clients_must_show_one_of_theirs()
    {
        using var authority = TestCertificates.Authority();
        using var own = TestCertificates.Issue(authority, "localhost");
        using var stranger = TestCertificates.Authority();
        var options = home.Options with { Tls = TestCertificates.Save(home.Folder, own, authority) };
        Assert.Empty(options.Validate());
        await using var server = await RetrainGrainsServer.StartAsync(options);

        Assert.Equal("https", server.Http.Scheme);
        using var known = Client(own);
        Assert.Equal("Healthy", await known.GetStringAsync(new Uri(server.Http, "health/ready")));
        using var channel = GrpcChannel.ForAddress(server.Grpc, new GrpcChannelOptions { HttpClient = known });
        await new V1.Models.ModelsClient(channel).ListAsync(new V1.ListRequest());
        using var unknown = Client(TestCertificates.Issue(stranger, "localhost"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => unknown.GetStringAsync(new Uri(server.Http, "health/ready")));
        using var none = Client(null);
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => none.GetStringAsync(new Uri(server.Http, "health/ready")));
        Assert.Equal(0, await HealthProbe.RunAsync(options with { HttpPort = server.Http.Port }));
    }

    [Fact]
    public async Task Where_certificates_of_clients_are_optional_one_that_is_shown_must_still_be_of_the_authorities()
    {
        using var authority = TestCertificates.Authority();
        using var own = TestCertificates.Issue(authority, "localhost");
        using var stranger = TestCertificates.Authority();
        var tls = TestCertificates.Save(home.Folder, own, authority, "key password");
        await using var server = await RetrainGrainsServer.StartAsync(
            home.Options with { Tls = tls with { Clients = ClientCertificates.Optional } });

        using var none = Client(null);
        Assert.Equal("Healthy", await none.GetStringAsync(new Uri(server.Http, "health/ready")));
        using var unknown = Client(TestCertificates.Issue(stranger, "localhost"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => unknown.GetStringAsync(new Uri(server.Http, "health/ready")));
    }

    // Certificates of this test are of nobody's trust: what is tested is which of them the server takes.
    private static HttpClient Client(X509Certificate2? shown)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        if (shown is not null) handler.ClientCertificates.Add(shown);
        return new HttpClient(handler);
    }
}
