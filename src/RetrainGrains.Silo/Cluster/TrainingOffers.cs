using RetrainGrains.Grains.Training;

namespace RetrainGrains.Silo.Cluster;

/// <summary>
/// Tells the training queue, again and again, what this silo can take. After the silo of the queue was lost, it is
/// also what brings the queue back to life.
/// </summary>
internal sealed partial class TrainingOffers(
    IGrainFactory grains, ILocalSiloDetails here, ITrainingExecutor executor, TimeProvider clock,
    ILogger<TrainingOffers> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var offer = new TrainingOffer(here.SiloAddress.ToParsableString(), executor.Slots, HoldsFor: 4 * Period);
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            await OfferAsync(offer);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task OfferAsync(TrainingOffer offer)
    {
        try
        {
            await grains.GetGrain<ITrainingQueueGrain>(ITrainingQueueGrain.Key).Offer(offer);
        }
        catch (Exception error)
        {
            LogNotHeard(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The training queue could not be reached; it is told again in a few seconds.")]
    private partial void LogNotHeard(Exception error);
}
