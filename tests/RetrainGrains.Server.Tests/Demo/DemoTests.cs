using System.Diagnostics;
using System.Globalization;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Tests.Demo;

/// <summary>The demo as a newcomer starts it, on a clock that runs faster still.</summary>
public sealed class DemoTests
{
    private const string Complete = "everything has happened";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact(Timeout = 150_000)]
    public async Task It_shows_drift_retraining_rejection_promotion_and_rollback_and_nothing_of_its_runtime()
    {
        var folder = Directory.CreateTempSubdirectory("demo");
        try
        {
            var (exitCode, output, errors) = await RunAsync(folder.FullName);
            Assert.Empty(errors);
            Assert.Contains(output, line => line.Contains(Complete, StringComparison.Ordinal));
            foreach (var kind in new[] { "drift", "retraining", "rejected", "promoted", "ROLLBACK" })
            {
                Assert.Contains(output,
                    line => line.Length > 40 && line[..40].Contains($" {kind} ", StringComparison.Ordinal));
            }
            Assert.DoesNotContain(output, line => line.Contains('\u001b'));
            Assert.DoesNotContain(output, line => line.Contains("warn:", StringComparison.Ordinal));
            Assert.Equal(0, exitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Until everything was seen: then it is told to stop, as an orchestrator does.
    private static async Task<(int ExitCode, List<string> Output, string Errors)> RunAsync(string folder)
    {
        var program = Path.ChangeExtension(typeof(ServerOptions).Assembly.Location, ".dll");
        string[] arguments =
            ["--demo", "--days-per-second", "4", "--seconds", "110", "--http-port", "0", "--grpc-port", "0"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = new List<string>();
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
            {
                output.Add(line);
                if (line.Contains(Complete, StringComparison.Ordinal)) Stop(process);
            }
            await process.WaitForExitAsync().WaitAsync(Limit);
            return (process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static void Stop(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
