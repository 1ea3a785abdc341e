using System.Text;
using System.Text.RegularExpressions;

namespace RetrainGrains.Server.Tests.Commands;

/// <summary>
/// The way from nothing to a served prediction of one's own data, typed as README has it: its commands are those that
/// run, and its output is what they say.
/// </summary>
public sealed partial class FirstHourTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string ServerCommand = "dotnet run -c Release --project src/RetrainGrains.Server\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("first-hour");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Whoever_has_README_and_a_file_of_his_own_gets_its_predictions_in_four_commands()
    {
        Shell.RequireBash();
        var transcript = Transcript("retrain model create shop");
        Assert.InRange(transcript.Count + 1, 2, 5);
        Sales.Write(Path.Combine(folder.FullName, "sales.csv"));
        await using var server = await StartedServer.StartAsync(folder.FullName, Readme.Block(ServerCommand));

        await HoldAsync(transcript, server);
    }

    [Fact]
    public async Task A_model_of_XGBoost_serves_after_one_command()
    {
        Shell.RequireBash();
        var script = Path.Combine(AppContext.BaseDirectory, "Commands", "own_champion.py");
        var (code, errors) = await Shell.RunAsync(
            folder.FullName, $"{Python} -c 'import xgboost' || exit 3; {Python} {script} champion.json rows.csv");
        Assert.SkipWhen(code is 3 or 127, "python3-xgboost is not installed");
        Assert.True(code == 0, errors);
        await using var server = await StartedServer.StartAsync(folder.FullName, Readme.Block(ServerCommand));

        var transcript = Transcript("retrain import ");
        Assert.StartsWith("retrain import", transcript[0].Command, StringComparison.Ordinal);
        await HoldAsync(transcript, server);
    }

    // One shell for all commands, for an alias lives as long as its shell.
    private async Task HoldAsync(IReadOnlyList<(string Command, string Output)> transcript, StartedServer server)
    {
        var first = Transcript("$ alias retrain")[0];
        var typed = new StringBuilder(transcript[0] == first ? "" : first.Command + "\n");
        foreach (var (command, _) in transcript) typed.AppendLine($"{command} 2>&1").AppendLine("echo \"## $?\"");

        var (_, said) = await Shell.RunAsync(
            folder.FullName, typed.ToString(), new Dictionary<string, string?> { ["RETRAIN_URL"] = server.Grpc });

        var expected = string.Concat(transcript.Select(step => $"{step.Output}## 0\n"));
        var lines = Steady(said).TrimEnd().Split('\n');
        Assert.All(
            Steady(expected).TrimEnd().Split('\n').Zip(lines),
            pair => Assert.Matches($"^{Regex.Escape(pair.First).Replace("…", ".+")}$", pair.Second));
        Assert.Equal(expected.TrimEnd().Split('\n').Length, lines.Length);
    }

    /// <summary>Reads a block with commands after <c>$</c>, each with what it says.</summary>
    private static List<(string Command, string Output)> Transcript(string holding)
    {
        var steps = new List<(string Command, string Output)>();
        foreach (var line in Readme.Block(holding).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal)) steps.Add((line[2..], ""));
            else steps[^1] = (steps[^1].Command, steps[^1].Output + line + "\n");
        }
        return steps;
    }

    // Times and the names of predictions are others each time.
    private static string Steady(string text) => PredictionId().Replace(Time().Replace(text, "TIME"), "ID");

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Time();

    [GeneratedRegex("prediction _[0-9a-z]{17}")]
    private static partial Regex PredictionId();
}
