using System.Diagnostics;
using System.Text.Json;

namespace RetrainGrains.Gateway.Tests.Interop;

/// <summary>A client of a gateway that Python's grpcio runs; it ends with its owner.</summary>
public sealed class PythonClient : IAsyncLifetime
{
    private const string Interpreter = "/usr/bin/python3";
    private const string Needed = "import grpc";

    private GatewayServer? server;
    private Process? process;

    /// <summary>Fulfilled when the model that never answers has been asked.</summary>
    public TaskCompletionSource SlowAsked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask InitializeAsync()
    {
        if (!await IsInstalledAsync()) return;
        server = await GatewayServer.StartAsync();
        await server.ServeAsync("a", 12);
        server.Grains.Model("slow").OnCommand = _ =>
        {
            SlowAsked.TrySetResult();
            return new TaskCompletionSource<Answer<ModelView>>().Task;
        };
        process = Launch(
            Path.Combine(AppContext.BaseDirectory, "Interop", "client.py"), server.GrpcAddress.Authority,
            Path.Combine(Root(), "deploy", "clients", "python"));
    }

    /// <summary>Lets it play one scenario.</summary>
    public async Task<JsonElement> PlayAsync(string scenario)
    {
        Assert.SkipWhen(
            process is null, $"python3-grpcio is missing: {Interpreter} -c '{Needed}' fails.");
        await process.StandardInput.WriteLineAsync(scenario);
        await process.StandardInput.FlushAsync();
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null) Assert.Fail($"The client ended: {await process.StandardError.ReadToEndAsync()}");
        return JsonDocument.Parse(line).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        if (server is not null) await server.DisposeAsync();
    }

    private static async Task<bool> IsInstalledAsync()
    {
        if (!File.Exists(Interpreter)) return false;
        using var probe = Launch("-c", Needed);
        await probe.WaitForExitAsync();
        return probe.ExitCode == 0;
    }

    private static Process Launch(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Interpreter, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "RetrainGrains.sln"))) root = root.Parent;
        return root.FullName;
    }
}
