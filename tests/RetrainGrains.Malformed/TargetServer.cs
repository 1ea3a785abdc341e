using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RetrainGrains.Malformed;

/// <summary>The server under attack: a process of its own with a database of its own.</summary>
internal sealed partial class TargetServer : IAsyncDisposable
{
    // What it logs is looked at, and must be little.
    private const int LinesMax = 10_000;

    // The administrator's token of a database that is thrown away.
    public const string Secret = "rgt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("malformed");
    private readonly ConcurrentQueue<string> lines = [];
    private readonly TaskCompletionSource serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;

    private TargetServer()
    {
        var start = new ProcessStartInfo("dotnet", [Program, "--http-port=0", "--grpc-port=0", "--database", Database])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["RetrainGrains__AdminToken"] = Secret;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Database => Path.Combine(folder.FullName, "fleet.db");
    public Uri Http { get; private set; } = null!;
    public Uri Grpc { get; private set; } = null!;
    public bool HasEnded => process.HasExited;
    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>The memory that it holds, in MiB.</summary>
    public double MemoryMegabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    public int Handles => Directory.GetFiles($"/proc/{process.Id}/fd").Length;

    public static async Task<TargetServer> StartAsync()
    {
        var server = new TargetServer();
        await server.serving.Task.WaitAsync(StartMax, TimeProvider.System);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static string Program
    {
        get
        {
            var root = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(root, "RetrainGrains.sln"))) root = Path.GetDirectoryName(root)!;
            var built = Path.GetRelativePath(
                Path.Combine(root, "tests", "RetrainGrains.Malformed"), AppContext.BaseDirectory);
            return Path.Combine(root, "src", "RetrainGrains.Server", built, "RetrainGrains.Server.dll");
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        if (lines.Count < LinesMax) lines.Enqueue(line);
        if (Addresses().Match(line) is not { Success: true } found) return;
        (Http, Grpc) = (new Uri(found.Groups[1].Value), new Uri(found.Groups[2].Value));
        serving.TrySetResult();
    }

    [GeneratedRegex(@"Serving REST on (\S+) and gRPC on ([^\s,]+)")]
    private static partial Regex Addresses();
}
