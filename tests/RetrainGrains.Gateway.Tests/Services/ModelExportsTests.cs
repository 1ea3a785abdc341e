using System.Text;
using System.Text.Json;
using Grpc.Core;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Services;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Gateway.Tests.Services;

public sealed class ModelExportsTests
{
    private static readonly float[] Row = [21.5f, 3, 1];

    [Fact]
    public async Task A_champion_is_exported_whole_with_what_is_in_it_and_what_the_server_adds()
    {
        await using var server = await ServingAsync("leafwise");

        var (content, report) = await ExportAsync(server, new() { ModelId = "a", Format = V1.ExportFormat.Xgboost });

        var expected = Example.Fit("leafwise", 10).CreateScorer().Score(Row, 0);
        Assert.Equal(expected, XGBoostImporter.Import(content).CreateScorer().Score(Row, 0), 1e-4);
        Assert.Equal(("1.0.2", "leafwise", content.Length), (report.Version, report.Learner, report.Bytes));
        Assert.Equal(["temp", "wind", "season"], report.Features.Select(feature => feature.Name));
        Assert.Equal(["winter", "summer"], report.Features[2].Categories);
        Assert.Contains(report.Notes, note => note.Contains("the server adds a drift correction"));
    }

    [Fact]
    public async Task An_earlier_champion_is_exported_by_its_version()
    {
        await using var server = await ServingAsync("leafwise");

        var (content, report) = await ExportAsync(
            server, new() { ModelId = "a", Format = V1.ExportFormat.Xgboost, Version = "1.0.1" });

        Assert.Equal(10, XGBoostImporter.Import(content).CreateScorer().Score(Row, 0), 1e-6);
        Assert.Equal(("1.0.1", "mean"), (report.Version, report.Learner));
        Assert.DoesNotContain(report.Notes, note => note.Contains("drift correction"));
    }

    [Theory]
    [InlineData("a", "", V1.ExportFormat.Xgboost, StatusCode.FailedPrecondition,
        "format: 'Xgboost' cannot hold version 1.0.2: The version cannot be XGBoost JSON: XGBoost takes a missing ")]
    [InlineData("a", "9.0.0", V1.ExportFormat.Onnx, StatusCode.InvalidArgument,
        "version: '9.0.0' must be empty or one of 1.0.2, 1.0.1")]
    [InlineData("a", "", V1.ExportFormat.Unspecified, StatusCode.InvalidArgument,
        "format: 'Unspecified' must be XGBoost or ONNX")]
    [InlineData("b", "", V1.ExportFormat.Onnx, StatusCode.NotFound, "model_id: 'b' must name a registered model")]
    public async Task What_cannot_be_exported_is_refused_with_the_reason(
        string model, string version, V1.ExportFormat format, StatusCode code, string expected)
    {
        await using var server = await ServingAsync("ridge");

        var refused = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(
            server, new() { ModelId = model, Version = version, Format = format }));

        Assert.Equal(code, refused.StatusCode);
        Assert.StartsWith(expected, refused.Status.Detail);
    }

    [Fact]
    public async Task Receivers_that_do_not_take_their_file_keep_others_waiting_by_a_refusal_and_not_in_silence()
    {
        await using var server = await ServingAsync("mean");
        var exports = server.Get<ModelExports>();
        var call = new Call(Caller.Anonymous, "test", TestContext.Current.CancellationToken);
        var request = new V1.ExportRequest { ModelId = "a", Format = V1.ExportFormat.Onnx };
        var slow = Enumerable.Range(0, 4).Select(_ => new SlowReceiver<V1.ExportPart>()).ToArray();
        var sent = Array.ConvertAll(slow, receiver => exports.ExportAsync(request, receiver, call));
        foreach (var receiver in slow) await receiver.Asked.Task;

        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => exports.ExportAsync(request, new SlowReceiver<V1.ExportPart>(), call));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("4 versions are being exported; try again", refused.Status.Detail);
        foreach (var receiver in slow) receiver.Takes.SetResult();
        await Task.WhenAll(sent);
    }

    [Fact]
    public async Task The_parts_of_an_export_over_rest_are_base64_of_the_file_one_after_the_other()
    {
        await using var server = await ServingAsync("ridge");

        var lines = (await server.Rest.GetStringAsync(
            "/v1/models/a:export?format=onnx", TestContext.Current.CancellationToken)).Split('\n');

        var parts = lines.Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal("ONNX", parts[0].GetProperty("report").GetProperty("format").GetString());
        var content = Convert.FromBase64String(
            string.Concat(parts.Select(part => part.GetProperty("content").GetString())));
        Assert.Contains("MatMul", Encoding.Latin1.GetString(content));
    }

    private static async Task<GatewayServer> ServingAsync(string learner)
    {
        var server = await GatewayServer.StartAsync();
        var (champion, former) = (await MemberAsync(server, learner), await MemberAsync(server, "mean"));
        var plan = new ServingPlan("a", new(1, 0, 2), Example.Schema, [champion], Offset: 0.25);
        await server.Database.Models.CommitAsync(new ModelCommit
        {
            ModelId = "a", ModelType = "load", ExpectedRevision = 0, At = Example.Start,
            State = DomainJson.Write(Example.State("a") with
            {
                Champion = Version(new(1, 0, 2), champion), Former = [Version(new(1, 0, 1), former)],
            }),
            Serving = new ServingRow("a", "1.0.2", "artifact", DomainJson.Write(plan)),
        });
        await server.RefreshAsync();
        return server;
    }

    private static async Task<Member> MemberAsync(GatewayServer server, string learner)
    {
        var artifact = await server.Database.Artifacts.PutAsync(Example.Fit(learner, 10).Bytes, Example.Start);
        return new Member(new Recipe(learner), artifact, 1);
    }

    private static ModelVersion Version(SemanticVersion number, Member member) =>
        new(number, [member], "a/run-1", null, Example.Start, VersionStatus.Champion, "first");

    private static async Task<(byte[] Content, V1.ExportReport Report)> ExportAsync(
        GatewayServer server, V1.ExportRequest request)
    {
        var parts = new List<V1.ExportPart>();
        using var call = server.Models.Export(request);
        await foreach (var part in call.ResponseStream.ReadAllAsync()) parts.Add(part);
        return ([.. parts.SelectMany(part => part.Content)], parts[0].Report);
    }
}
