using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Hosting;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Fleet.Replay;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Fleet.Tests.Notifications;

public sealed class NotificationSenderTests
{
    private static readonly Notification Promoted =
        new("station", TestFleet.Start, Severity.Info, "promoted 1.0.1");

    [Fact]
    public async Task A_channel_that_is_registered_and_chosen_by_its_name_is_sent_each_notification()
    {
        var file = new StringWriter();
        await using var services = Services(new FileChannel(file), "file");

        await services.GetRequiredService<NotificationSender>().SendAsync(Promoted);

        Assert.Equal("Info station: promoted 1.0.1", file.ToString().TrimEnd());
    }

    [Fact]
    public async Task A_channel_that_is_not_chosen_is_sent_nothing()
    {
        var file = new StringWriter();
        await using var services = Services(new FileChannel(file), "log");

        await services.GetRequiredService<NotificationSender>().SendAsync(Promoted);

        Assert.Empty(file.ToString());
    }

    [Fact]
    public async Task An_unknown_name_is_refused_with_a_list_of_the_known_ones()
    {
        await using var services = Services(new FileChannel(TextWriter.Null), "log", "flie");

        var error = Assert.Throws<UnknownChannelException>(services.GetRequiredService<NotificationSender>);

        Assert.Equal("Notifications:Channels: 'flie' must be one of file, log", error.Message);
    }

    [Fact]
    public async Task A_channel_that_fails_keeps_no_other_from_sending_and_its_failure_is_passed_on()
    {
        var file = new StringWriter();
        var sender = new NotificationSender(
            [new Notices { Unreachable = true }, new FileChannel(file)],
            new NotificationOptions { Channels = ["notices", "file"] });

        await Assert.ThrowsAsync<IOException>(() => sender.SendAsync(Promoted));

        Assert.NotEmpty(file.ToString());
    }

    // The log is chosen by default, and registered with the fleet.
    [Fact]
    public async Task Without_a_choice_notifications_go_to_the_log()
    {
        Assert.Equal(["log"], new NotificationOptions().Channels);
        await using var services = Services(new FileChannel(TextWriter.Null), "log");
        Assert.Contains(services.GetServices<INotificationChannel>(), channel => channel.Name == "log");
    }

    private static ServiceProvider Services(FileChannel channel, params ImmutableArray<string> chosen)
    {
        var database = SqliteDatabase.Open(new SqliteOptions());
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton(new NotificationOptions { Channels = chosen })
            .AddSingleton<INotificationChannel>(channel)
            .AddFleet(database, new ReplayExecutor(new VirtualLoop(TestFleet.Start)))
            .BuildServiceProvider();
    }
}

/// <summary>The channel that appends notifications to a file.</summary>
internal sealed class FileChannel(TextWriter file) : INotificationChannel
{
    public string Name => "file";

    public Task SendAsync(Notification notification) =>
        file.WriteLineAsync($"{notification.Severity} {notification.ModelId}: {notification.Text}");
}
