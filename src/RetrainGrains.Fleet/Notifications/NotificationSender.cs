namespace RetrainGrains.Fleet.Notifications;

/// <summary>The channels that the options choose among those that are registered.</summary>
public sealed class NotificationSender
{
    private readonly INotificationChannel[] channels;

    public NotificationSender(IEnumerable<INotificationChannel> registered, NotificationOptions options)
    {
        var known = registered.ToArray();
        channels =
        [
            .. options.Channels.Select(name => known.FirstOrDefault(channel => channel.Name == name)
                ?? throw new UnknownChannelException(name, known.Select(channel => channel.Name))),
        ];
    }

    /// <summary>
    /// Sends to every chosen channel, although one of them may fail. A caller that tries again after a failure sends to
    /// all of them again.
    /// </summary>
    public Task SendAsync(Notification notification) =>
        Task.WhenAll(channels.Select(channel => SendAsync(channel, notification)));

    // What a channel throws before its first await must not keep the others from sending.
    private static async Task SendAsync(INotificationChannel channel, Notification notification) =>
        await channel.SendAsync(notification);
}

/// <summary>The options choose a channel that nobody has registered.</summary>
public sealed class UnknownChannelException(string name, IEnumerable<string> known)
    : Exception($"Notifications:Channels: '{name}' must be one of {string.Join(", ", known.Order())}");
