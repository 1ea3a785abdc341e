namespace RetrainGrains.Grains.Fleet;

/// <summary>
/// The fleet's drift alarms. A decision is stored before people are told of it, and a model goes on submitting until
/// both are done: a silo that is lost on the way loses no alarm and decides none twice. What people were told without
/// its being noted before the loss is told once more, in the same words.
/// </summary>
public sealed class FleetGrain(
    IDatabase database, INotifier notifier, FleetOptions options, ILogger<FleetGrain> log) : Grain, IFleetGrain
{
    private const string StateName = "alerts";
    private FleetAlerts alerts = FleetAlerts.None;
    private string? tag;

    private string GrainName => $"{nameof(FleetGrain)}/{this.GetPrimaryKeyString()}";

    public override Task OnActivateAsync(CancellationToken cancellationToken) => ReadAsync();

    public async Task Submit(DriftTest test)
    {
        // What was cut off goes first: an alarm must not be over before it was heard.
        await TellAsync();
        var models = alerts.Day is { } day && test.Day <= day ? alerts.Models : await database.Models.CountAsync();
        await ChangeAsync(known => FleetRule.Decide(options, known, test, models));
        await TellAsync();
    }

    public async Task<FleetView> Describe() => new(options, await database.Models.CountAsync(), alerts);

    private async Task TellAsync()
    {
        while (alerts.Untold is { } alarm)
        {
            await notifier.NotifyAsync(alarm.ModelId, alarm.At, alarm.Severity, alarm.Notice(options));
            await ChangeAsync(known => known.Tell(alarm));
        }
    }

    // The database is the truth: another activation may have written meanwhile, or the answer to a write been lost.
    private async Task ChangeAsync(Func<FleetAlerts, FleetAlerts> change)
    {
        while (change(alerts) is var next && !ReferenceEquals(next, alerts))
        {
            var written = await database.GrainState.WriteAsync(GrainName, StateName, tag, DomainJson.Write(next));
            if (written is not null)
            {
                (alerts, tag) = (next, written);
                return;
            }
            log.FleetMovedOn(tag ?? "none");
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        var row = await database.GrainState.ReadAsync(GrainName, StateName);
        (alerts, tag) = row is null
            ? (FleetAlerts.None, null)
            : (DomainJson.Read<FleetAlerts>(row.Body), row.ETag);
    }
}
