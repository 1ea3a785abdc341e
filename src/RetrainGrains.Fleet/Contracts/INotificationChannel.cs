using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>Told, after the commit, what people should hear. At least once.</summary>
public interface INotificationChannel
{
    Task NotifyAsync(string modelId, DateTimeOffset at, Severity severity, string text);
}
