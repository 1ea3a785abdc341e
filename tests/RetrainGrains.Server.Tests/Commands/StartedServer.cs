using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace RetrainGrains.Server.Tests.Commands;

/// <summary>A server in a process of its own, started as people start it, on ports that are free.</summary>
internal sealed partial class StartedServer : IAsyncDisposable
{
    private readonly Process process;

    private StartedServer(Process process, string grpc) => (this.process, Grpc) = (process, grpc);

    /// <summary>The address that it says it serves gRPC on.</summary>
    public string Grpc { get; }

    public static async Task<StartedServer> StartAsync(string folder, string typed)
    {
        var process = Shell.Start(folder, typed, new Dictionary<string, string?>
        {
            ["RetrainGrains__HttpPort"] = "0", ["RetrainGrains__GrpcPort"] = "0",
        });
        var log = new StringBuilder();
        // Read to the end all the time: a server whose output nobody takes stands still.
        var serving = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(object sender, DataReceivedEventArgs line)
        {
            lock (log) log.AppendLine(line.Data);
            if (line.Data is null) serving.TrySetException(new InvalidOperationException($"It ended:\n{log}"));
            else if (Serving().Match(line.Data) is { Success: true } found) serving.TrySetResult(found.Groups[1].Value);
        }
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.AppendLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new StartedServer(process, await serving.Task);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex(@"gRPC on (http://[^/,\s]+)")]
    private static partial Regex Serving();
}
