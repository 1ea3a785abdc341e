using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Tests;

/// <summary>What people were told; on demand nobody can be reached.</summary>
internal sealed class Notices : INotificationChannel, IServingHint
{
    public List<string> Texts { get; } = [];
    public bool Unreachable { get; set; }

    /// <summary>What happens when somebody was told.</summary>
    public Action Heard { get; set; } = () => { };

    public Task NotifyAsync(string modelId, DateTimeOffset at, Severity severity, string text)
    {
        if (Unreachable) throw new IOException("nobody can be reached");
        Texts.Add(text);
        Heard();
        return Task.CompletedTask;
    }

    public Task ChangedAsync() => Task.CompletedTask;
}
