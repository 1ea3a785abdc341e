using System.Collections.Concurrent;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Orleans.Tests;

/// <summary>What people were told.</summary>
public sealed class Notices : INotificationChannel, IServingHint
{
    public ConcurrentQueue<(string ModelId, string Text)> Told { get; } = [];

    public Task NotifyAsync(string modelId, DateTimeOffset at, Severity severity, string text)
    {
        Told.Enqueue((modelId, text));
        return Task.CompletedTask;
    }

    public Task ChangedAsync() => Task.CompletedTask;
}
