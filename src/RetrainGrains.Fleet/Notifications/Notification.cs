using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Notifications;

/// <summary>A message about one model to people.</summary>
public sealed record Notification(string ModelId, DateTimeOffset At, Severity Severity, string Text);
