using System.Diagnostics;

namespace RetrainGrains.Server.Tests.Demo;

/// <summary>The demo as a newcomer starts it; takes a minute.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(75);

    [Fact(Timeout = 90_000)]
    public async Task Within_a_minute_it_shows_drift_retraining_rejection_promotion_and_rollback()
    {
        var folder = Directory.CreateTempSubdirectory("demo");
        try
        {
            var (exitCode, output, errors) = await RunAsync(folder.FullName);
            Assert.Empty(errors);
            foreach (var kind in new[] { "drift", "retraining", "rejected", "promoted", "ROLLBACK" })
            {
                Assert.Contains(output.Split('\n'),
                    line => line.Length > 40 && line[..40].Contains($" {kind} ", StringComparison.Ordinal));
            }
            Assert.Contains("everything has happened", output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', output);
            Assert.Equal(0, exitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string folder)
    {
        var program = Path.ChangeExtension(typeof(ServerOptions).Assembly.Location, ".dll");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        foreach (var argument in new[] { program, "--demo", "--seconds", "60", "--http-port", "0", "--grpc-port", "0" })
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
            await process.WaitForExitAsync();
            return (process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
