using System.Diagnostics;

namespace Embedded.Grpc.Tests.Interop;

/// <summary>Runs Python's grpcio as the other side of a call; every process ends with its owner.</summary>
internal sealed class PythonPeer : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> IsInstalled = new(() =>
        File.Exists(Interpreter) && RunToEnd("-c", "import grpc, grpc_tools") == 0);

    private static readonly Lazy<string> Stubs = new(CompileStubs);

    private readonly Process _process;

    private PythonPeer(Process process) => _process = process;

    public static void SkipUnlessInstalled() =>
        Assert.SkipUnless(IsInstalled.Value, $"{Interpreter} cannot import grpc and grpc_tools.");

    public static PythonPeer Start(string script, params string[] arguments) =>
        new(Launch([PathOf(script), .. arguments]));

    /// <summary>The directory of the compiled echo, health and reflection messages.</summary>
    public static string StubDirectory => Stubs.Value;

    public Task SayAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    public async Task<string> ReadLineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return line ?? throw new InvalidOperationException(
            $"The Python peer ended early: {await _process.StandardError.ReadToEndAsync()}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private static string PathOf(string script) => Path.Combine(AppContext.BaseDirectory, "Interop", script);

    private static string CompileStubs()
    {
        var target = Directory.CreateTempSubdirectory("echo-stubs-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(target, recursive: true);
        var exit = RunToEnd(PathOf("compile_stubs.py"), PathOf(""), target);
        Assert.True(exit == 0, $"compile_stubs.py ended with {exit}.");
        return target;
    }

    private static int RunToEnd(params string[] arguments)
    {
        using var process = Launch(arguments);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    private static Process Launch(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Interpreter, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
