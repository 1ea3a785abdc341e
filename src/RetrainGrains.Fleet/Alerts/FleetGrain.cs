using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Alerts;

/// <summary>
/// The fleet's drift alerts. A decision is stored before people are told of it, and a model goes on submitting until
/// both are done: a silo that is lost on the way loses no alert and decides none twice. What people were told without
/// its being noted before the loss is told once more, in the same words.
/// </summary>
public sealed partial class FleetGrain(
    IActorContext self, IActorState<FleetAlertState> state, IDatabase database, NotificationSender notifications,
    FleetAlertOptions options, ILogger<FleetGrain> log) : IFleetGrain
{
    private Opening Opening => field ??= new Opening(self, state.ReadAsync);
    private FleetAlertState Alerts => state.Value ?? FleetAlertState.None;

    public async Task Submit(DriftTest test)
    {
        await Opening.DoneAsync();
        // What was cut off goes first: an alert must not be over before it was heard.
        await TellAsync();
        var models = Alerts.Day is { } day && test.Day <= day ? Alerts.Models : await database.Models.CountAsync();
        await ChangeAsync(known => FleetAlertRule.Decide(options, known, test, models));
        await TellAsync();
    }

    public async Task<FleetView> Describe()
    {
        await Opening.DoneAsync();
        return new(options, await database.Models.CountAsync(), Alerts);
    }

    private async Task TellAsync()
    {
        while (Alerts.Untold is { } alert)
        {
            await notifications.SendAsync(
                new Notification(alert.ModelId, alert.At, alert.Severity, alert.Notice(options)));
            await ChangeAsync(known => known.Tell(alert));
        }
    }

    // The store is the truth: another activation may have written meanwhile, or the answer to a write been lost.
    private async Task ChangeAsync(Func<FleetAlertState, FleetAlertState> change)
    {
        while (change(Alerts) is var next && !ReferenceEquals(next, Alerts))
        {
            if (await state.WriteAsync(next)) return;
            LogMovedOn();
            await state.ReadAsync();
        }
    }

    [LoggerMessage(
        LogLevel.Warning, "The fleet's alerts have been changed elsewhere; they are read again and decided anew")]
    private partial void LogMovedOn();
}
