using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Server.Hosting;

[assembly: AssemblyFixture(typeof(RetrainGrains.Server.Tests.SharedServer))]

namespace RetrainGrains.Server.Tests;

/// <summary>
/// One server for all tests that have no reason to start their own: a silo takes seconds. Each test has models of its
/// own on it.
/// </summary>
public sealed class SharedServer : IAsyncLifetime
{
    /// <summary>Another one than the default, so that a test can tell that it is the setting's.</summary>
    public const int ClockToleranceSeconds = 60;

    private readonly ServerHome home = new();
    private RetrainGrainsServer? server;

    public RetrainGrainsServer Server => server!;

    /// <summary>The directory of the files that the server imports.</summary>
    public string ImportDirectory => Path.Combine(home.Folder, "files");

    public GrpcChannel Channel { get; private set; } = null!;

    public HttpClient Rest { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = RetrainGrainsServer.CreateBuilder();
        // What a lost worker leaves is tried again at once, and no test waits for another one's training.
        builder.Services.AddSingleton(new TrainingOptions
        {
            RetryAfter = TimeSpan.FromMilliseconds(50), AttemptsMax = 10, RunsMax = 8,
        });
        Directory.CreateDirectory(ImportDirectory);
        server = await RetrainGrainsServer.StartAsync(
            home.Options with
            {
                TrainingSlots = 4, ClockToleranceSeconds = ClockToleranceSeconds, ImportDirectory = ImportDirectory,
            }, builder);
        Channel = GrpcChannel.ForAddress(server.Grpc);
        Rest = new HttpClient { BaseAddress = server.Http };
    }

    public async ValueTask DisposeAsync()
    {
        Rest.Dispose();
        Channel.Dispose();
        await Server.DisposeAsync();
        home.Dispose();
    }
}
