using System.Collections.Concurrent;
using RetrainGrains.Fleet.Notifications;

namespace RetrainGrains.Orleans.Tests;

/// <summary>A channel that keeps what people are told.</summary>
public sealed class Notices : INotificationChannel, IServingHint
{
    public string Name => "notices";

    public ConcurrentQueue<(string ModelId, string Text)> Told { get; } = [];

    public Task SendAsync(Notification notification)
    {
        Told.Enqueue((notification.ModelId, notification.Text));
        return Task.CompletedTask;
    }

    public Task ChangedAsync() => Task.CompletedTask;
}
