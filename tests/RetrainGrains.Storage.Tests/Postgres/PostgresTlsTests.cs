using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using RetrainGrains.Storage.Postgres;

namespace RetrainGrains.Storage.Tests.Postgres;

/// <summary>The tests that a connection string's TLS settings hold for every session.</summary>
public sealed class PostgresTlsTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("postgres-tls").FullName;
    private PostgresServer server = null!;
    private string plain = "";

    public async ValueTask InitializeAsync()
    {
        server = await PostgresServer.StartOwnAsync();
        plain = server.ConnectionString(await server.CreateEmptyDatabaseAsync());
        using var authority = Authority();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = Issue(authority, key);
        await WriteBesideDataAsync("server.crt", own.ExportCertificatePem());
        await WriteBesideDataAsync("server.key", key.ExportPkcs8PrivateKeyPem());
        await ExecuteAsync("ALTER SYSTEM SET ssl = on");
        await ExecuteAsync("SELECT pg_reload_conf()");
        await File.WriteAllTextAsync(RootOf("own"), authority.ExportCertificatePem());
        using var stranger = Authority();
        await File.WriteAllTextAsync(RootOf("stranger"), stranger.ExportCertificatePem());
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task With_VerifyFull_all_sessions_are_encrypted_and_another_authority_is_refused()
    {
        await using (var database = PostgresDatabase.Open(PostgresServer.Patient(Verified("own"))))
        {
            await database.MigrateAsync(TestContext.Current.CancellationToken);
            await database.Tokens.ListAsync(TestContext.Current.CancellationToken);

            Assert.Equal(0L, await AskAsync(
                "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                    + "WHERE datname = current_database() AND NOT ssl AND pid <> pg_backend_pid()"));
            Assert.True((long)(await AskAsync(
                "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
                    + "WHERE datname = current_database() AND ssl"))! > 0);
        }
        await using var refused = PostgresDatabase.Open(
            new PostgresOptions { ConnectionString = Verified("stranger"), RetryBudget = TimeSpan.FromSeconds(2) });
        await Assert.ThrowsAnyAsync<Exception>(() => refused.MigrateAsync(TestContext.Current.CancellationToken));
    }

    private string RootOf(string whose) => Path.Combine(folder, $"{whose}.pem");

    private string Verified(string whose) => $"{plain};SSL Mode=VerifyFull;Root Certificate={RootOf(whose)}";

    // The server runs as a user of its own, who must own the file: it writes the lines itself.
    private Task WriteBesideDataAsync(string file, string pem) => ExecuteAsync(
        $"COPY (SELECT unnest(string_to_array('{pem}', E'\n'))) TO PROGRAM 'umask 077; cat > {file}'");

    private Task ExecuteAsync(string sql) => AskAsync(sql);

    private async Task<object?> AskAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(plain + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=database authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Yesterday, Yesterday.AddYears(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, ECDsa key)
    {
        var request = new CertificateRequest("CN=database", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(authority, Yesterday, Yesterday.AddDays(300), [1, 2, 3]);
    }

    private static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddDays(-1);
}
