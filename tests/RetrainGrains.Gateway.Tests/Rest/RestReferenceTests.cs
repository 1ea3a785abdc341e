using System.Text;
using Microsoft.OpenApi.Readers;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Gateway.Tests.Rest;

/// <summary>The reference page says what the protocol has, and every request of it is answered.</summary>
public sealed class RestReferenceTests : IAsyncLifetime
{
    // A page that is out of date is written anew where this is set.
    private const string Writes = "RETRAINGRAINS_WRITE_REFERENCE";

    private static readonly TriggerReason Cause = new(TriggerKind.Age, Severity.Warning, "it is old");

    private readonly DirectoryInfo files = Directory.CreateTempSubdirectory("retrain-rest-");
    private GatewayServer server = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(files.FullName, "rides.csv"), "hour,temp,wind,season,load\n2025-12-31,4,,winter,87\n");
        server = await GatewayServer.StartAsync(importDirectory: files.FullName);
        await server.Database.RegisterAsync(RestExamples.Model);
        await server.Database.ServeAsync(RestExamples.Model, 2, 5);
        await server.RefreshAsync();
        server.Grains.Alerts.OnDescribe = () => new FleetView(new FleetAlertOptions(), 1, FleetAlertState.None);
        var model = server.Grains.Model(RestExamples.Model);
        model.OnCommand = _ => Task.FromResult<Answer<ModelView>>(ModelView.Of(
            1, Example.State(RestExamples.Model), LearnedState.None(Example.State(RestExamples.Model))));
        var checkedNow = new ModelChecked(
            Example.Start, 0, null, [], [], 0, new TriggerDecision(Retrain: false, [], []), null);
        model.OnCheck = _ => Task.FromResult<Answer<CheckAnswer>>(new CheckAnswer(checkedNow, null));
        await CommitAsync(
            checkedNow with { Decision = new TriggerDecision(Retrain: true, [Cause], []) },
            new RunPlanned(RestExamples.Run, Example.Start, Cause, [new Recipe("ridge")], 5));
        model.OnRepair = _ => Task.FromResult<Answer<RepairView>>(
            new RepairView("erase-041", RepairKind.Erasure, true, new RepairTally(), []));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        files.Delete(recursive: true);
    }

    [Fact]
    public async Task The_page_is_the_one_that_the_protocol_makes()
    {
        await using var text = await server.Rest.GetStreamAsync("/openapi/v1.json");
        var page = RestReference.Write(new OpenApiStreamReader().Read(text, out _));
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "RetrainGrains.sln"))) root = root.Parent;
        var path = Path.Combine(root.FullName, "proto", "rest.md");
        if (Environment.GetEnvironmentVariable(Writes) == "1") await File.WriteAllTextAsync(path, page);

        var kept = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");

        Assert.True(page == kept, $"proto/rest.md is not as the protocol has it: run this test with {Writes}=1");
    }

    [Fact]
    public async Task Every_request_of_the_page_is_answered()
    {
        Assert.True(RestReference.Methods.Length > 30);
        foreach (var method in RestReference.Methods)
        {
            var shown = RestReference.RequestOf(method);
            using var request = new HttpRequestMessage(new HttpMethod(shown.Method), shown.Path);
            // As plain curl sends it.
            if (shown.Body is not null)
            {
                request.Content =
                    new StringContent(shown.Body, Encoding.UTF8, "application/x-www-form-urlencoded");
            }

            using var response = await server.Rest.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

            // A stream has no end: its first line is enough.
            await using var answer = await response.Content.ReadAsStreamAsync();
            using var reader = new StreamReader(answer);
            var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{method.FullName}: {shown.ToCurl()} {line}");
        }
    }

    private async Task CommitAsync(params LifecycleEvent[] story)
    {
        var model = (await server.Database.Models.FindAsync(RestExamples.Model))!;
        var stored = await server.Database.Models.CommitAsync(new ModelCommit
        {
            ModelId = model.ModelId, ModelType = model.ModelType, ExpectedRevision = model.Revision,
            State = model.State, At = Example.Start,
            Ledger = [.. story.Select(
                one => new LedgerAppend(Example.Start, one.Kind, DomainJson.Write<LifecycleEvent>(one)))],
        });
        Assert.True(stored.Committed);
        var check = await server.Runs.ListChecksAsync(new V1.ListChecksRequest { ModelId = model.ModelId });
        Assert.Equal(RestExamples.Check, Assert.Single(check.Checks).CheckId);
    }
}
