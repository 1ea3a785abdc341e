using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetrainGrains.Fleet;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Orleans;

/// <summary>
/// Tells the training queue, again and again, what this silo can take. After the silo of the queue was lost, it is
/// also what brings the queue back to life.
/// </summary>
internal sealed partial class TrainingOffers(
    IFleet fleet, ILocalSiloDetails here, ITrainingExecutor executor, TrainingOptions options, TimeProvider clock,
    ILogger<TrainingOffers> log) : BackgroundService
{
    // An offer is lost with its silo after so many periods without a renewal.
    private const int Periods = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var offer = new TrainingOffer(
            here.SiloAddress.ToParsableString(), executor.Slots, HoldsFor: Periods * options.OfferEvery);
        using var timer = new PeriodicTimer(options.OfferEvery, clock);
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
            await fleet.TrainingQueue.Offer(offer);
        }
        catch (Exception error)
        {
            LogNotHeard(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The training queue could not be reached; it is told again in a few seconds.")]
    private partial void LogNotHeard(Exception error);
}
