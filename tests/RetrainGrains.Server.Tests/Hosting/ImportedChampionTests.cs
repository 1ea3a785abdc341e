using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>The README's import, typed as it stands there, of a model that Debian's XGBoost has trained.</summary>
public sealed class ImportedChampionTests(SharedServer shared) : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Shell = "/bin/bash";
    private const string Curl = "/usr/bin/curl";
    private const string Address = "http://localhost:5080/";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("import");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_model_of_XGBoost_answers_over_REST_what_it_answers_in_Python()
    {
        var asked = await TrainAsync(Path.Combine(folder.FullName, "champion.json"));
        var rest = shared.Rest;
        (await rest.PostAsJsonAsync("v1/models", new
        {
            modelId = "bikes", modelType = "xgboost",
            schema = new { target = "count", features = new[] { new { name = "temp" }, new { name = "hour" } } },
        })).EnsureSuccessStatusCode();

        // The server of these tests asks for none, and a user's first start has made one.
        var data = folder.CreateSubdirectory("retraingrains-data");
        File.WriteAllText(Path.Combine(data.FullName, "admin.token"), "any");

        var typed = ReadmeCommands().Replace(Address, shared.Server.Http.ToString(), StringComparison.Ordinal);
        var answers = (await RunAsync(Shell, "-ec", typed)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var champion = JsonNode.Parse(answers[0])!["champion"]!;
        Assert.Equal(("1.0.0", "xgboost"), ((string?)champion["version"], (string?)champion["importedFrom"]));
        var explanation = JsonNode.Parse(answers[1])!["explanations"]![0]!;
        Assert.Equal(asked.Predictions[0], (double)explanation["prediction"]!, 1e-3);
        var predicted = await AskAsync(rest, "predictBatch", asked, "predictions");
        var explained = await AskAsync(rest, "explain", asked, "explanations");
        for (var i = 0; i < asked.Rows.Length; i++)
        {
            Assert.Equal(asked.Predictions[i], (double)predicted[i]!["value"]!, 1e-3);
            Assert.Equal(asked.Predictions[i], (double)explained[i]!["prediction"]!, 1e-3);
            Assert.Equal(asked.Attributions[i][^1], (double)explained[i]!["bias"]!, 1e-3);
            Assert.Equal(asked.Attributions[i][0], (double)explained[i]!["attributions"]![0]!["value"]!, 1e-3);
            Assert.Equal(asked.Attributions[i][1], (double)explained[i]!["attributions"]![1]!["value"]!, 1e-3);
        }
    }

    private static async Task<Answers> TrainAsync(string file)
    {
        Assert.SkipUnless(File.Exists(Shell) && File.Exists(Curl), "bash or curl is not installed");
        Assert.SkipUnless(File.Exists(Python), "python3 is not installed");
        using var probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import xgboost"])
        {
            RedirectStandardError = true,
        })!;
        await probe.StandardError.ReadToEndAsync();
        await probe.WaitForExitAsync();
        Assert.SkipUnless(probe.ExitCode == 0, "python3-xgboost is not installed");
        var script = Path.Combine(AppContext.BaseDirectory, "Hosting", "xgboost_champion.py");
        return JsonSerializer.Deserialize<Answers>(
            await RunInAsync(Path.GetDirectoryName(file)!, Python, script, file), JsonSerializerOptions.Web)!;
    }

    private static string ReadmeCommands()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "RetrainGrains.sln"))) root = root.Parent;
        return File.ReadAllText(Path.Combine(root.FullName, "README.md")).ReplaceLineEndings("\n").Split("```")
            .Single(block => block.StartsWith("sh\n", StringComparison.Ordinal) && block.Contains(":import"))
            ["sh\n".Length..];
    }

    private static async Task<JsonArray> AskAsync(HttpClient rest, string operation, Answers asked, string part)
    {
        var rows = asked.Rows.Select(row => new { features = row });
        var response = await rest.PostAsJsonAsync($"v1/models/bikes:{operation}", new { rows });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)![part]!.AsArray();
    }

    private Task<string> RunAsync(string program, params string[] arguments) =>
        RunInAsync(folder.FullName, program, arguments);

    private static async Task<string> RunInAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }

    private sealed record Answers(float?[][] Rows, double[] Predictions, double[][] Attributions);
}
