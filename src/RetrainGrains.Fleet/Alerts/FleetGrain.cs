namespace RetrainGrains.Fleet.Alerts;

/// <summary>
/// The fleet's drift alarms. A decision is stored before people are told of it, and a model goes on submitting until
/// both are done: a silo that is lost on the way loses no alarm and decides none twice. What people were told without
/// its being noted before the loss is told once more, in the same words.
/// </summary>
public sealed class FleetGrain(
    IActorContext self, IActorState<FleetAlerts> state, IDatabase database, INotifier notifier, FleetOptions options,
    ILogger<FleetGrain> log) : IFleetGrain
{
    private Opening Opening => field ??= new Opening(self, state.ReadAsync);
    private FleetAlerts Alerts => state.Value ?? FleetAlerts.None;

    public async Task Submit(DriftTest test)
    {
        await Opening.DoneAsync();
        // What was cut off goes first: an alarm must not be over before it was heard.
        await TellAsync();
        var models = Alerts.Day is { } day && test.Day <= day ? Alerts.Models : await database.Models.CountAsync();
        await ChangeAsync(known => FleetRule.Decide(options, known, test, models));
        await TellAsync();
    }

    public async Task<FleetView> Describe()
    {
        await Opening.DoneAsync();
        return new(options, await database.Models.CountAsync(), Alerts);
    }

    private async Task TellAsync()
    {
        while (Alerts.Untold is { } alarm)
        {
            await notifier.NotifyAsync(alarm.ModelId, alarm.At, alarm.Severity, alarm.Notice(options));
            await ChangeAsync(known => known.Tell(alarm));
        }
    }

    // The store is the truth: another activation may have written meanwhile, or the answer to a write been lost.
    private async Task ChangeAsync(Func<FleetAlerts, FleetAlerts> change)
    {
        while (change(Alerts) is var next && !ReferenceEquals(next, Alerts))
        {
            if (await state.WriteAsync(next)) return;
            log.FleetMovedOn();
            await state.ReadAsync();
        }
    }
}
