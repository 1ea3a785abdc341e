using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetrainGrains.Orleans.Tests;

/// <summary>The tests that silos and their clients know each other by certificates.</summary>
public sealed class FleetTlsTests : IDisposable
{
    private readonly X509Certificate2 authority = Authority();
    private readonly X509Certificate2 stranger = Authority();

    public void Dispose()
    {
        authority.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public async Task Who_shows_a_certificate_of_the_clusters_authorities_is_connected_and_nobody_else()
    {
        var (siloPort, clientPort) = (FreePorts.Take(), FreePorts.Take());
        var tls = new FleetTls(Issue(authority), IsTrusted);
        using var silo = Start(builder => builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, clientPort);
            silo.UseTls(tls);
        }));
        await silo.StartAsync();
        using var client = Start(builder => builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(clientPort);
            client.UseTls(tls.Configure);
        }));
        await client.StartAsync();

        var hosts = await client.Services.GetRequiredService<IClusterClient>()
            .GetGrain<IManagementGrain>(0).GetHosts();

        Assert.Single(hosts);
        using var another = Issue(stranger);
        foreach (var port in new[] { siloPort, clientPort })
        {
            Assert.True(await IsRefusedAsync(port, another));
            Assert.True(await IsRefusedAsync(port, null));
        }
        await client.StopAsync();
        await silo.StopAsync();
    }

    [Fact]
    public async Task Two_silos_with_certificates_of_their_own_are_one_cluster()
    {
        var (first, second, clientPort) = (FreePorts.Take(), FreePorts.Take(), FreePorts.Take());
        using var one = Silo(first, clientPort, primary: null);
        await one.StartAsync();
        using var two = Silo(second, FreePorts.Take(), new IPEndPoint(IPAddress.Loopback, first));
        await two.StartAsync();
        using var client = Start(builder => builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(clientPort);
            client.UseTls(new FleetTls(Issue(authority), IsTrusted).Configure);
        }));
        await client.StartAsync();
        var management = client.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0);

        var hosts = await management.GetHosts(onlyActive: true);

        Assert.Equal(
            new[] { first, second }.Order(), hosts.Keys.Select(silo => silo.Endpoint.Port).Order());
        // The silo of this actor asks the other one.
        Assert.Equal(2, (await management.GetRuntimeStatistics([.. hosts.Keys])).Length);
        using var another = Issue(stranger);
        foreach (var port in new[] { first, second }) Assert.True(await IsRefusedAsync(port, another));
        await client.StopAsync();
        await two.StopAsync();
        await one.StopAsync();
    }

    private IHost Silo(int port, int clientPort, IPEndPoint? primary) => Start(builder => builder.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering(port, clientPort, primary);
        silo.UseTls(new FleetTls(Issue(authority), IsTrusted));
    }));

    private static IHost Start(Action<HostApplicationBuilder> compose)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        compose(builder);
        return builder.Build();
    }

    // A server says after the handshake what it thinks of a certificate: who is not taken reads an end, where a silo
    // would wait for the first word.
    private static async Task<bool> IsRefusedAsync(int port, X509Certificate2? shown)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = new SslStream(tcp.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "silo", RemoteCertificateValidationCallback = (_, _, _, _) => true,
                ClientCertificates = shown is null ? [] : [shown],
            });
            return await stream.ReadAsync(new byte[1]) == 0;
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            return true;
        }
    }

    private bool IsTrusted(X509Certificate2 shown)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown);
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Yesterday, Yesterday.AddYears(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=one of the silos", key, HashAlgorithmName.SHA256);
        using var issued = request.Create(authority, Yesterday, Yesterday.AddDays(300), [1, 2, 3]);
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(
            whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddDays(-1);
}
