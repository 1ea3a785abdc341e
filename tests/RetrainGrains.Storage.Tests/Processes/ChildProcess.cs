using System.Diagnostics;
using System.Globalization;

namespace RetrainGrains.Storage.Tests.Processes;

/// <summary>This test program, started once more to work on a database from another process.</summary>
public sealed class ChildProcess : IDisposable
{
    public const string Argument = "as-child-process";

    private static readonly string ThisProgram =
        Path.Combine(AppContext.BaseDirectory, typeof(ChildProcess).Assembly.GetName().Name!)
        + (OperatingSystem.IsWindows() ? ".exe" : "");

    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    public static ChildProcess Start(string task, string address) => new(Process.Start(
        new ProcessStartInfo(ThisProgram, [Argument, task, address])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);

    /// <summary>Runs the child's work, in the child.</summary>
    public static async Task RunAsync(string task, string address)
    {
        await using var database = SharedDatabaseHome.OpenAt(address);
        await (task switch
        {
            CrashingWriter.Name => CrashingWriter.RunAsync(database),
            PromotingProcess.Name => PromotingProcess.RunAsync(database),
            StaleWriter.Name => StaleWriter.RunAsync(database),
            _ => throw new ArgumentException($"task is '{task}'; it must be one that a child knows."),
        });
    }

    /// <summary>In the child: a line that the parent waits for.</summary>
    public static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    /// <summary>The child's next line, or null when it has ended.</summary>
    public async Task<string?> HearAsync() => await process.StandardOutput.ReadLineAsync();

    public async Task TellAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    public void Kill() => process.Kill();

    /// <summary>STOP freezes the child wherever it is, CONT lets it go on.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(
            "kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public Task EndAsync() => process.WaitForExitAsync();

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
