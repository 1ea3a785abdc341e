using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RetrainGrains.Client.Tests;

/// <summary>The settings that the environment gives; no other test reads it.</summary>
public sealed class RetrainClientOptionsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("client");

    public void Dispose()
    {
        foreach (var name in new[] { "RETRAIN_URL", "RETRAIN_TOKEN", "RETRAIN_TOKEN_FILE", "RETRAIN_CA" })
            Environment.SetEnvironmentVariable(name, null);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void What_is_not_set_has_its_default()
    {
        var options = RetrainClientOptions.FromEnvironment();

        Assert.Equal(new Uri("http://localhost:5081"), options.Url);
        Assert.Null(options.Token);
        Assert.Null(options.Authorities);
    }

    [Fact]
    public void The_environment_names_the_server_a_file_with_the_token_and_authorities()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Environment.SetEnvironmentVariable("RETRAIN_URL", "https://models.example:8443");
        Environment.SetEnvironmentVariable("RETRAIN_TOKEN_FILE", Write("token", "rgt_secret\n"));
        Environment.SetEnvironmentVariable("RETRAIN_CA", Write("ca.pem", authority.ExportCertificatePem()));

        var options = RetrainClientOptions.FromEnvironment();

        Assert.Equal("https://models.example:8443", options.ToString());
        Assert.Equal("rgt_secret", options.Token);
        Assert.Equal("CN=authority", Assert.Single(options.Authorities!).Subject);
    }

    [Theory]
    [InlineData("ftp://models.example", 60)]
    [InlineData("http://models.example", 0)]
    public void An_address_or_a_time_that_cannot_be_used_is_refused(string url, int seconds)
    {
        var options = new RetrainClientOptions { Url = new Uri(url), Timeout = TimeSpan.FromSeconds(seconds) };

        Assert.Throws<ArgumentException>(() => new RetrainClient(options));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
