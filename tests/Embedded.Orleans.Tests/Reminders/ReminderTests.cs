using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.ReminderService;

namespace Orleans.Tests.Reminders;

public sealed class ReminderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly InMemoryReminderTable table = new();

    [Fact]
    public void A_reminder_fires_when_due_and_then_every_period() => Run(async silo =>
    {
        await silo.Grains.GetGrain<IAlarm>("a").Set("wake", 2 * Minute, 5 * Minute);
        await silo.Pass(13 * Minute);
        Assert.Equal(["a wake at 2", "a wake at 7", "a wake at 12"], silo.Journal.Lines);
    });

    [Fact]
    public void A_reminder_wakes_a_grain_that_was_deactivated() => Run(async silo =>
    {
        await silo.Grains.GetGrain<IAlarm>("a").Set("wake", 60 * Minute, 60 * Minute);
        await silo.Pass(59 * Minute);
        Assert.Equal(0, silo.Counters.Activations);
        await silo.Pass(2 * Minute);
        Assert.Equal(["a wake at 60"], silo.Journal.Lines);
    });

    [Fact]
    public void The_status_carries_first_tick_period_and_this_tick() => Run(async silo =>
    {
        await silo.Grains.GetGrain<IAlarm>("a").Set("wake", 2 * Minute, 5 * Minute);
        await silo.Pass(8 * Minute);
        var status = await silo.Grains.GetGrain<IAlarm>("a").LastTick();
        Assert.Equal(TestSilo.Start.UtcDateTime + 2 * Minute, status.FirstTickTime);
        Assert.Equal(5 * Minute, status.Period);
        Assert.Equal(TestSilo.Start.UtcDateTime + 7 * Minute, status.CurrentTickTime);
    });

    [Fact]
    public void Registering_again_updates_the_schedule() => Run(async silo =>
    {
        var alarm = silo.Grains.GetGrain<IAlarm>("a");
        await alarm.Set("wake", Minute, Minute);
        await alarm.Set("wake", 3 * Minute, 10 * Minute);
        await silo.Pass(12 * Minute);
        Assert.Equal(["a wake at 3"], silo.Journal.Lines);
        Assert.Equal(["wake"], await alarm.Names());
    });

    [Fact]
    public void An_unregistered_reminder_fires_no_more() => Run(async silo =>
    {
        var alarm = silo.Grains.GetGrain<IAlarm>("a");
        await alarm.Set("wake", Minute, Minute);
        await silo.Pass(1.5 * Minute);
        await alarm.Drop("wake");
        await silo.Pass(10 * Minute);
        Assert.Equal(["a wake at 1"], silo.Journal.Lines);
        Assert.Empty(await alarm.Names());
    });

    [Fact]
    public void A_reminder_outlives_its_silo_and_skips_the_ticks_that_were_missed() => Run(async silo =>
    {
        await silo.Grains.GetGrain<IAlarm>("a").Set("wake", 2 * Minute, 5 * Minute);
        await silo.Stop();
        await silo.Pass(9 * Minute);
        var restarted = await silo.Restart(AddTable);
        await restarted.Pass(4 * Minute);
        Assert.Equal(["a wake at 12"], restarted.Journal.Lines);
        await restarted.Stop();
    });

    [Fact]
    public void A_failing_tick_does_not_end_the_reminder() => Run(async silo =>
    {
        await silo.Grains.GetGrain<IAlarm>("failing").Set("wake", Minute, Minute);
        await silo.Pass(2.5 * Minute);
        Assert.Equal(["failing wake at 1", "failing wake at 2"], silo.Journal.Lines);
    });

    [Fact]
    public void A_period_below_one_minute_is_refused() => Run(async silo =>
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => silo.Grains.GetGrain<IAlarm>("a").Set("wake", Minute, TimeSpan.FromSeconds(59)));
        Assert.Contains("00:01:00", refusal.Message);
    });

    [Fact]
    public void A_stale_handle_cannot_unregister() => Run(async silo =>
    {
        var alarm = silo.Grains.GetGrain<IAlarm>("a");
        await alarm.Set("wake", Minute, Minute);
        await Assert.ThrowsAsync<ReminderException>(() => alarm.DropStale("wake"));
    });

    private void Run(Func<TestSilo, Task> test) => TestSilo.Run(test, AddTable);

    private void AddTable(ISiloBuilder builder)
    {
        builder.AddReminders();
        builder.Services.AddSingleton<IReminderTable>(table);
    }
}
