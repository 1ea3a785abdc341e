using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;

namespace RetrainGrains.Cli.Tests.Client.Connection;

/// <summary>The way to a server: addresses, tokens, certificates, tries, and the words when it fails.</summary>
public sealed class ServerSessionsTests : ClientTests
{
    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_the_way_to_start_one_and_ends_in_4()
    {
        var ran = await RunAsync("models", "--url", "http://localhost:1");

        Assert.Equal((4, ""), (ran.Code, ran.Output));
        Assert.Contains("No server answers at http://localhost:1: Connection refused", ran.Errors);
        Assert.Contains("dotnet run -c Release --project src/RetrainGrains.Server", ran.Errors);
        Assert.Contains("RETRAIN_URL", ran.Errors);
    }

    [Fact]
    public async Task A_command_is_tried_again_with_the_same_request_id()
    {
        var tries = 0;
        Server.On<V1.CheckRequest, V1.CheckResponse>(_ => ++tries < 3
            ? throw new RpcException(new Status(StatusCode.Unavailable, "The model cannot be reached."))
            : new V1.CheckResponse());

        var ran = await RunAsync("check", "bike");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        var ids = Server.Asked<V1.CheckRequest>().Select(request => request.RequestId).ToArray();
        Assert.Equal(3, ids.Length);
        Assert.NotEmpty(Assert.Single(ids.Distinct()));
        Assert.Equal([0.25, 0.5], Clock.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public async Task A_server_that_stays_away_is_told_after_four_tries_and_ends_in_4()
    {
        Server.Refuse<V1.ListRequest>(StatusCode.Unavailable, "The database cannot be reached at the moment.");

        var ran = await RunAsync("models");

        Assert.Equal(4, ran.Code);
        Assert.StartsWith("The database cannot be reached at the moment.", ran.Errors);
        Assert.Contains("retrain doctor", ran.Errors);
        Assert.Equal(4, Server.Asked<V1.ListRequest>().Length);
    }

    [Fact]
    public async Task A_token_is_not_made_twice()
    {
        Server.Refuse<V1.CreateTokenRequest>(StatusCode.Unavailable, "away");

        Assert.Equal(4, (await RunAsync("token", "create", "me", "--role", "viewer")).Code);
        Assert.Single(Server.Asked<V1.CreateTokenRequest>());
    }

    [Fact]
    public async Task Each_problem_of_a_refusal_is_a_line()
    {
        Server.Refuse<V1.DescribeRequest>(
            StatusCode.InvalidArgument, "model_id: 'a b' must be ASCII\nother: '1' must be 2");

        var ran = await RunAsync("describe", "a b");

        Assert.Equal(1, ran.Code);
        Assert.Equal("model_id: 'a b' must be ASCII\nother: '1' must be 2\n", ran.Errors);
    }

    [Fact]
    public async Task A_model_that_is_not_there_ends_in_1()
    {
        Server.Refuse<V1.DescribeRequest>(StatusCode.NotFound, "model_id: 'nix' is not a registered model");

        var ran = await RunAsync("describe", "nix");

        Assert.Equal((1, "model_id: 'nix' is not a registered model\n"), (ran.Code, ran.Errors));
    }

    [Fact]
    public async Task Who_has_no_token_is_told_where_tokens_come_from()
    {
        Server.Refuse<V1.ListRequest>(StatusCode.Unauthenticated, "A token is needed.");

        var ran = await RunAsync("models");

        Assert.Equal(1, ran.Code);
        string[] sources = ["RETRAIN_TOKEN", "RETRAIN_TOKEN_FILE", "admin.token", "retrain token create"];
        Assert.All(sources, source => Assert.Contains(source, ran.Errors));
    }

    [Fact]
    public async Task Who_may_not_is_told_who_gives_more()
    {
        Server.Refuse<V1.CheckRequest>(StatusCode.PermissionDenied, "me is a viewer; this needs an operator");

        var ran = await RunAsync("check", "bike");

        Assert.Equal(1, ran.Code);
        Assert.Contains("retrain token create NAME --role operator", ran.Errors);
    }

    [Fact]
    public async Task The_token_is_that_of_the_variable_or_of_its_file_or_of_the_server_beside()
    {
        Server.On<V1.ListRequest, V1.ListResponse>(_ => new V1.ListResponse());
        await RunAsync("models");
        Assert.Null(Server.Authorization);

        Write("retraingrains-data/admin.token", "rgt_local\n");
        await RunAsync("models");
        Assert.Equal("Bearer rgt_local", Server.Authorization);

        Variables["RETRAIN_TOKEN_FILE"] = Write("token", "rgt_file");
        await RunAsync("models");
        Assert.Equal("Bearer rgt_file", Server.Authorization);

        Variables["RETRAIN_TOKEN"] = "rgt_variable";
        await RunAsync("models");
        Assert.Equal("Bearer rgt_variable", Server.Authorization);
    }

    [Theory]
    [InlineData("RETRAIN_URL", "localhost:5081", "RETRAIN_URL: 'localhost:5081' must be an address")]
    [InlineData("RETRAIN_TOKEN", "two words", "RETRAIN_TOKEN: '…' must hold one token")]
    [InlineData("RETRAIN_TOKEN_FILE", "nowhere", "cannot be read")]
    [InlineData("RETRAIN_CA", "nowhere.pem", "nowhere.pem' cannot be read as PEM")]
    public async Task An_environment_that_cannot_be_used_ends_in_2(string variable, string value, string problem)
    {
        Variables[variable] = value;

        var ran = await RunAsync("models");

        Assert.Equal(2, ran.Code);
        Assert.Contains(problem, ran.Errors);
        Assert.DoesNotContain("two words", ran.Errors);
    }

    [Fact]
    public async Task A_certificate_is_held_to_the_authority_that_is_named()
    {
        using var certificate = Certificate();
        await using var secure = await FakeServer.StartAsync(certificate);
        secure.On<V1.ListRequest, V1.ListResponse>(_ => new V1.ListResponse());

        var untrusted = await RunAsync("models", "--url", secure.Url);
        Variables["RETRAIN_CA"] = Write("ca.pem", certificate.ExportCertificatePem());
        var trusted = await RunAsync("models", "--url", secure.Url);

        Assert.Equal(4, untrusted.Code);
        Assert.Contains("RETRAIN_CA names a PEM file", untrusted.Errors);
        Assert.Equal((0, ""), (trusted.Code, trusted.Errors));
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
