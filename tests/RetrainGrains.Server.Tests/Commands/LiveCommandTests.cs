using System.Text.Json.Nodes;

namespace RetrainGrains.Server.Tests.Commands;

/// <summary>
/// The tests that each command does against a real server what its help says: exit code, words for people, JSON for
/// programs.
/// </summary>
public sealed class LiveCommandTests(SharedServer shared) : IDisposable
{
    private const string Shop = "live/shop";

    // What needs no server has its tests beside it.
    private static readonly string[] Local =
    [
        "backtest", "completion bash", "completion zsh", "drift", "init", "move", "rebuild", "rebuild-views", "replay",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("commands").FullName;
    private readonly HashSet<string> tried = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Every_command_answers_people_and_programs_from_a_running_server()
    {
        Sales.Write(Path.Combine(folder, "sales.csv"));
        await File.WriteAllTextAsync(Path.Combine(folder, "shorter.json"), """{ "triggers": { "cooldown": "5d" } }""");

        await CreateAsync();
        await AskAsync();
        await RepairAsync();
        await DecideAsync();
        await ReadAsync();
        await RuleAsync();
        await CallByCronAsync();
        await GiveTokensAsync();
        await BothAsync(0, "the self-test has passed in", "steps.9", "self-test");

        Assert.Empty((await CommandsAsync("")).Except(tried).Except(Local));
    }

    private async Task CreateAsync()
    {
        var data = Path.Combine(folder, "sales.csv");
        await HoldAsync(0, "732 rows are stored", null, "model", "create", Shop, "--data", data, "--target",
            Sales.Target, "--train", "--quiet");
        var guessed = await RunAsync("init", data, "--target", Sales.Target);
        await File.WriteAllTextAsync(Path.Combine(folder, "source.json"), guessed.Output);
        var source = Path.Combine(folder, "source.json");
        await HoldAsync(0, "live/second is registered: Units sold by 4 features", null, "model", "create",
            "live/second", "--source", source);
        await HoldAsync(0, "", "modelId", "model", "create", "live/third", "--source", source, "--json");
        await HoldAsync(1, "", null, "model", "create", Shop, "--source", source);
        await GrowAsync("live/third");
        await HoldAsync(0, "732 rows are stored, 0 were before", null,
            "model", "import-history", "live/second", "--source", source, "--data", data);
        var again = await HoldAsync(0, "", "known",
            "model", "import-history", "live/second", "--source", source, "--data", data, "--json");
        Assert.Equal((0, 732), ((int)again.Json["stored"]!, (int)again.Json["known"]!));
        await ImportServerFileAsync(source, data);
    }

    // The ids are those of the file that the command line reads whole.
    private async Task ImportServerFileAsync(string source, string data)
    {
        File.Copy(data, Path.Combine(shared.ImportDirectory, "sales.csv"));
        await BothAsync(0, "0 rows are stored, 732 were before", "finished", "model", "import-history", "live/second",
            "--source", source, "--server-file", "sales.csv");
        await HoldAsync(2, "", null, "model", "import-history", "live/second", "--source", source);
        await HoldAsync(1, "", null, "model", "import-history", "live/second", "--source", source, "--server-file",
            "../fleet.db");
    }

    // The words are told first, JSON second: each command changes something once.
    private async Task GrowAsync(string model)
    {
        await HoldAsync(0, "schema version 1 with 5 features", null, "model", "schema", "add", model, "Rain");
        await HoldAsync(0, "", "schema.version", "model", "schema", "add", model, "Sky", "--categories", "clear, grey",
            "--json");
        await HoldAsync(0, "  Sun: clear, grey, formerly Sky", null, "model", "schema", "rename", model, "Sky", "--to",
            "Sun");
        await HoldAsync(0, "  Sun: clear, grey, red, formerly Sky", null, "model", "schema", "add-category", model,
            "Sky", "--categories", "red");
        await HoldAsync(0, "  Rain: numeric, retired", null, "model", "schema", "retire", model, "Rain");
        await HoldAsync(1, "", null, "model", "schema", "retire", model, "Rain");
    }

    private async Task AskAsync()
    {
        const string Row = """{"Shop": "North", "Temp. (°C)": 11.5, "Promo": "yes", "Price": 2.49}""";
        await BothAsync(0, "(by 1.0.0, prediction", "prediction.value", "predict", Shop, "--features", Row);
        await BothAsync(0, "732 predictions by 1.0.0", "predictions.731.value", "predict", Shop, "--data",
            Path.Combine(folder, "sales.csv"));
        await HoldAsync(1, "", null, "predict", Shop, "--features", """{"Shap": "North"}""");
        await HoldAsync(2, "", null, "predict", Shop);
    }

    private async Task RepairAsync()
    {
        const string At = "2026-01-02T00:00:00Z";
        var file = Path.Combine(folder, "outcomes.csv");
        await File.WriteAllTextAsync(file, $"entity,at,value\nanna,{At},3\nben,{At},4\n");
        await HoldAsync(0, "1 wait for their predictions", null,
            "facts", "record", Shop, "--entity", "anna", "--at", At, "--value", "3");
        await HoldAsync(0, "1 were stored before", null, "facts", "record", Shop, "--data", file);
        await HoldAsync(0, "", "statuses.1", "facts", "record", Shop, "--data", file, "--json");
        await HoldAsync(2, "", null, "facts", "record", Shop, "--id", "p", "--data", file);
        await HoldAsync(2, "", null, "facts", "correct", Shop, "--id", "p", "--value", "1");
        var corrected = await HoldAsync(0, "", "entityOutcomes", "facts", "correct", Shop, "--entity", "anna", "--at",
            At, "--value", "4", "--reason", "read wrongly", "--json");
        var request = (string)corrected.Json["requestId"]!;
        await HoldAsync(0, $"request {request}, fingerprint ", null, "facts", "show", Shop, request);
        await HoldAsync(0, "1 name no row", null,
            "facts", "correct", Shop, "--id", "nobody", "--value", "4", "--reason", "read wrongly");
        await BothAsync(0, "0 rows are withdrawn", "fingerprint",
            "facts", "withdraw", Shop, "--from", "2100-01-01", "--reason", "stuck");
        await BothAsync(0, "0 rows are erased", "fingerprint",
            "facts", "erase-entity", Shop, "anna", "--reason", "request 41");
        await HoldAsync(1, "", null, "facts", "erase-entity", Shop, "anna", "--reason", "for anna");
    }

    private async Task DecideAsync()
    {
        await BothAsync(0, "drift", "explanation.0", "check", Shop, "--dry-run");
        await BothAsync(0, "drift", "report", "check", Shop);
        await BothAsync(3, "  held back: the newest outcome is", "heldBack.0", "trigger", Shop);
        await HoldAsync(0, $"{Shop}: ", null, "check", "--all", "--dry-run");
        await HoldAsync(0, $"{Shop}: would retrain (", null,
            "trigger", "--all", "--dry-run", "--force", "--emergency", "--severity", "high", "--prefix", Shop);
        await HoldAsync(2, "", null, "trigger", "--all", Shop);
        await HoldAsync(2, "", null, "check");
        var run = await HoldAsync(0, "live/second/run-1 is started", null,
            "trigger", "live/second", "--force", "--wait", "--reason", "now");
        Assert.Contains("run-ended         live/second/run-1: promoted", run.Output);
        await BothAsync(0, $"{Shop} serves 1.", "champion.version", "promote", Shop, "leafwise/all/level");
        await BothAsync(0, $"{Shop} serves 1.", "champion.version", "rollback", Shop, "--reason", "worse");
        await HoldAsync(1, "", null, "promote", Shop, "nonsense");
        await HoldAsync(0, $"{Shop} serves 1.", null,
            "candidate", "retire", Shop, "mean/all/level", "--reason", "dull");
        await HoldAsync(0, ": dull", null, "describe", Shop);
        await HoldAsync(1, "", null, "candidate", "retire", Shop, "mean/all/level");
        await HoldAsync(0, "", "champion.version", "candidate", "restore", Shop, "mean/all/level", "--json");
        await HoldAsync(2, "", null, "import", "live/imported", Path.Combine(folder, "sales.csv"));
        await ExportAsync();
        await ExportRowsAsync();
    }

    private async Task ExportAsync()
    {
        var file = Path.Combine(folder, "shop.onnx");
        await BothAsync(0, $"{file} is version 1.", "features.3.name", "export", Shop, "--out", file);
        Assert.True(new FileInfo(file).Length > 1_000);
        await HoldAsync(1, "", null, "export", Shop, "--out", file, "--version", "9.9.9");
        await HoldAsync(2, "", null, "export", Shop, "--out", Path.Combine(folder, "shop.txt"));
    }

    // What was exported is read again: it teaches another model, and a replay.
    private async Task ExportRowsAsync()
    {
        var (rows, history) = (Path.Combine(folder, "rows.parquet"), Path.Combine(folder, "history.csv"));
        await BothAsync(0, $"{rows} has 2,198 rows of {Shop}, 732 of them with an outcome", "columns.10",
            "export-rows", Shop, "--out", rows);
        await HoldAsync(0, $"{rows} has 1,466 rows", null, "export-rows", Shop, "--out", rows, "--version", "1.0.0");
        await HoldAsync(0, $"{history} has 732 rows of {Shop}, 732 of them with an outcome", null,
            "export-rows", Shop, "--out", history, "--to", "2025-01-01");
        await HoldAsync(1, "", null, "export-rows", Shop, "--out", rows, "--version", "newest");
        await HoldAsync(2, "", null, "export-rows", Shop, "--out", Path.Combine(folder, "rows.txt"));
        var source = Path.Combine(folder, "exported.json");
        await File.WriteAllTextAsync(source, $$"""
            {
              "time": { "column": "at" }, "key": ["id"], "warmUpRows": 700, "outcomeDelay": "1d",
              "target": { "column": "outcome", "name": "{{Sales.Target}}" },
              "features": [
                { "name": "Shop", "column": "Shop", "kind": "categorical" },
                { "name": "Temp. (°C)", "column": "Temp. (°C)" },
                { "name": "Promo", "column": "Promo", "kind": "categorical" }, { "name": "Price", "column": "Price" }
              ]
            }
            """);
        await HoldAsync(0, "732 rows are stored, 0 were before, 0 have no outcome", null,
            "model", "import-history", "live/second", "--source", source, "--data", history, "--quiet");
        await HoldAsync(0, "32 predictions in", null, "replay", history, "--source", source, "--quiet");
    }

    private async Task ReadAsync()
    {
        await BothAsync(0, $" {Shop} ", "models.0.modelId", "models");
        await BothAsync(0, "run in flight", "modelId", "status", Shop);
        await BothAsync(0, "drift tests", "models", "status");
        await BothAsync(0, " candidate ", "schema.features.3.name", "describe", Shop);
        await HoldAsync(1, "", null, "describe", "live/nobody");
        await BothAsync(0, "     1  ", "bodyJson", "history", Shop);
        await BothAsync(0, "✓ the server is ready", "ready", "doctor");
        await ReadRunsAsync();
        await WatchAsync();
    }

    private async Task ReadRunsAsync()
    {
        const string Run = "live/second/run-1";
        await BothAsync(0, $" {Run} ", "runs.0.runId", "runs", "list", "--model", "live/second", "--days", "2");
        await HoldAsync(2, "", null, "runs", "list", "--state", "done");
        await HoldAsync(1, "", null, "runs", "list", "--model", "live/nobody");
        await BothAsync(0, "judged", "challengers.0.rows", "runs", "show", Run);
        await HoldAsync(0, $"{Run} has finished: promoted", null, "runs", "watch", Run);
        await BothAsync(0, "success rate", "successRate", "runs", "stats", "--model", "live/second");
        await HoldAsync(1, "", null, "runs", "cancel", Run, "--reason", "too late");
        await BothAsync(0, "retrain", "checks.0.checkId", "checks", "list", "live/second", "--decision", "retrain");
        await BothAsync(0, "fired", "triggers.0.kind", "checks", "show", "live/second");
        await HoldAsync(1, "", null, "checks", "list", "live/nobody");
    }

    // It ends when whoever watches has seen enough, and never by itself.
    private async Task WatchAsync()
    {
        tried.Add("watch");
        using var enough = new CancellationTokenSource();
        var output = new FirstLineWriter();
        var watched = Typed.RunAsync(
            shared.Server.Grpc.ToString(), folder, ["watch", Shop, "--from", "1"], output, enough.Token);
        await Task.WhenAny(output.Written, watched);
        await enough.CancelAsync();
        var ran = await watched;
        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Contains("registered", ran.Output.Split('\n')[0]);
    }

    private async Task RuleAsync()
    {
        var file = Path.Combine(folder, "shorter.json");
        await HoldAsync(0, "", "triggers.cooldown", "policy", "get", Shop);
        await BothAsync(1, "policy.triggers.cooldown: \"1d\" → \"5d\"", "changes.0.path", "policy", "diff", Shop, file);
        await BothAsync(0, $"{Shop} has the policy", "policy.triggers.cooldown", "policy", "patch", Shop, file);
        await HoldAsync(0, $"{Shop} has this policy", null, "policy", "diff", Shop, file, "--patch");
        await BothAsync(0, $"{Shop} has the policy", "policy.triggers.cooldown", "policy", "set", Shop, file);
        tried.Add("policy schema");
    }

    private async Task CallByCronAsync()
    {
        foreach (var mode in new[] { "check", "weekly", "force" })
        {
            Assert.Equal(new Typed(0, "", ""), await HoldAsync(0, "", null, "cron", mode, Shop));
            await HoldAsync(0, $"{Shop}: ", null, "cron", mode, Shop, "--verbose");
            var failed = await HoldAsync(1, "", "modelId", "cron", mode, "live/nobody", Shop, "--json");
            Assert.StartsWith("live/nobody: ", failed.Errors, StringComparison.Ordinal);
        }
        await HoldAsync(0, " cron weekly live/shop --url http://", null, "cron", "install", Shop, "--dry-run");
    }

    private async Task GiveTokensAsync()
    {
        var made = await HoldAsync(0, "rgt_", null, "token", "create", "live-1", "--role", "viewer");
        Assert.Contains("live-1 is viewer for all models", made.Errors);
        await HoldAsync(0, "", "secret", "token", "create", "live-2", "--role", "viewer", "--json");
        await BothAsync(0, " live-1 ", "tokens.0.name", "token", "list");
        await BothAsync(0, " is admin for all models", "name", "whoami");
        await HoldAsync(0, "live-1 is revoked", null, "token", "revoke", "live-1");
        await HoldAsync(0, "", "revokedAt", "token", "revoke", "live-2", "--json");
    }

    private async Task BothAsync(int code, string says, string json, params string[] words)
    {
        await HoldAsync(code, says, null, words);
        await HoldAsync(code, "", json, [.. words, "--json"]);
    }

    private async Task<Typed> HoldAsync(int code, string says, string? json, params string[] words)
    {
        var ran = await RunAsync(words);
        var told = $"retrain {string.Join(' ', words)}\n{ran.Output}{ran.Errors}";
        Assert.True(ran.Code == code, $"{ran.Code} in place of {code}: {told}");
        Assert.True(ran.Output.Contains(says, StringComparison.Ordinal), $"«{says}» is missing: {told}");
        // Whoever is refused is told so, and never by the output that a program would read.
        if (code is 1 or 2 && says.Length == 0 && json is null) Assert.NotEqual("", ran.Errors);
        if (json is not null) Assert.True(Find(ran.Json, json) is not null, $"{json} is missing: {told}");
        return ran;
    }

    private Task<Typed> RunAsync(params string[] words)
    {
        tried.Add(
            words[0] is "candidate" or "checks" or "cron" or "facts" or "model" or "policy" or "runs" or "token"
                ? $"{words[0]} {words[1]}"
                : words[0]);
        return Typed.RunAsync(shared.Server.Grpc.ToString(), folder, words, new StringWriter());
    }

    // As a shell finds them: what can follow, and what can follow that.
    private async Task<List<string>> CommandsAsync(string before)
    {
        var offered = await Typed.RunAsync(
            "", folder, [$"[suggest:{before.Length}]", before], new StringWriter());
        var found = new List<string>();
        foreach (var word in offered.Output.Split('\n').Where(line => line.Length > 0 && char.IsAsciiLetter(line[0])))
        {
            var inner = before.Length == 0 ? await CommandsAsync($"{word} ") : [];
            if (inner.Count == 0) found.Add(before + word);
            else found.AddRange(inner);
        }
        return found;
    }

    private static JsonNode? Find(JsonNode? node, string path)
    {
        foreach (var name in path.Split('.'))
            node = int.TryParse(name, out var index) ? (node as JsonArray)?[index] : node?[name];
        return node;
    }

    private sealed class FirstLineWriter : StringWriter
    {
        private readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Written => written.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            written.TrySetResult();
        }
    }
}
