namespace RetrainGrains.Fleet.Notifications;

/// <summary>The choice of channels.</summary>
public sealed record NotificationOptions
{
    private static readonly ImmutableArray<string> OnlyTheLog = [LogChannel.ChannelName];

    /// <summary>The names of the channels that each notification goes to; with none, nobody is notified.</summary>
    public ImmutableArray<string> Channels { get; init; } = OnlyTheLog;
}
