using System.Diagnostics;
using RetrainGrains.Server.Hosting;

namespace RetrainGrains.Server.Tests.Workers;

/// <summary>The example worker of deploy/workers/python, as its own process; it ends with its owner.</summary>
internal sealed class PythonWorker : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";
    private const string Needed = "import grpc, grpc_tools, numpy, torch, sklearn";
    private const int LinesMax = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly Lazy<Task<(int ExitCode, string Output)>> Probe = new(() => RunAsync(["-c", Needed]));

    private readonly Process process;
    private readonly Queue<string> lines = [];
    private int streams;

    private PythonWorker(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    public static string Folder { get; } = Path.Combine(Root(), "deploy", "workers", "python");

    /// <summary>Both of its streams are open.</summary>
    public bool IsConnected
    {
        get
        {
            lock (lines) return streams == 2;
        }
    }

    /// <summary>The latest lines of its log, for a test that fails.</summary>
    public string Log
    {
        get
        {
            lock (lines) return string.Join('\n', lines);
        }
    }

    public static async Task SkipUnlessInstalledAsync() => Assert.SkipUnless(
        File.Exists(Interpreter) && (await Probe.Value).ExitCode == 0,
        $"python3-grpcio, -grpc-tools, -torch or -sklearn is missing: {Interpreter} -c '{Needed}' fails.");

    public static PythonWorker Start(RetrainGrainsServer server, string keyFile) => new(Launch(
        [Path.Combine(Folder, "worker.py"), "--server", server.Grpc.Authority, "--key-file", keyFile]));

    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments)
    {
        using var process = Launch(arguments);
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        await using var end = limit.Token.Register(process.Kill);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    /// <summary>As a machine that is lost: nothing is said to anybody.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
        process.Dispose();
    }

    private static Process Launch(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // The sources stay as they are.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "RetrainGrains.sln"))) root = root.Parent;
        return root.FullName;
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (lines)
        {
            if (lines.Count == LinesMax) lines.Dequeue();
            lines.Enqueue(line);
            if (line.EndsWith(" is open", StringComparison.Ordinal)) streams++;
        }
    }
}
