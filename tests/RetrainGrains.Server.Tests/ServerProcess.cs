using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RetrainGrains.Server.Tests;

/// <summary>A server as a process of its own, with all that it says; it ends with its owner.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = [];
    private readonly TaskCompletionSource<(Uri Http, Uri Grpc)> serving =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public string Output => string.Join('\n', lines);

    public static ServerProcess Start(
        IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>Waits until requests are taken; returns where.</summary>
    public Task<(Uri Http, Uri Grpc)> ServingAsync() =>
        serving.Task.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Waits until it has ended by itself, and until all that it said is there.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <summary>Kills it as a machine that is lost: nothing is said to anybody.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (Addresses().Match(line) is { Success: true } found)
            serving.TrySetResult((new Uri(found.Groups[1].Value), new Uri(found.Groups[2].Value)));
    }

    // Where it was built: beside these tests lies a copy without its settings.
    private static string Program => Path.Combine(
        Root(), "src", "RetrainGrains.Server",
        Path.GetRelativePath(Path.Combine(Root(), "tests", "RetrainGrains.Server.Tests"), AppContext.BaseDirectory),
        "RetrainGrains.Server.dll");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "RetrainGrains.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"Serving REST on (\S+) and gRPC on ([^\s,]+)")]
    private static partial Regex Addresses();
}
