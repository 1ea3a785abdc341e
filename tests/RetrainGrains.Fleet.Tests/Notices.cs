using RetrainGrains.Fleet.Notifications;

namespace RetrainGrains.Fleet.Tests;

/// <summary>A channel that keeps what people are told; a test can make it fail.</summary>
internal sealed class Notices : INotificationChannel, IServingHint
{
    public string Name => "notices";
    public List<string> Texts { get; } = [];
    public bool Unreachable { get; set; }

    /// <summary>Called after each notification.</summary>
    public Action Heard { get; set; } = () => { };

    public Task SendAsync(Notification notification)
    {
        if (Unreachable) throw new IOException("nobody can be reached");
        Texts.Add(notification.Text);
        Heard();
        return Task.CompletedTask;
    }

    public Task ChangedAsync() => Task.CompletedTask;
}
