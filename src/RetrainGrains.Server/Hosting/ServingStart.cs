namespace RetrainGrains.Server.Hosting;

/// <summary>Loads the serving table before the first request, so that a restart refuses nobody.</summary>
internal sealed class ServingStart(ServingTable serving, ILogger<ServingStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await serving.RefreshAsync(cancellationToken);
        log.Awake(serving.Count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
