namespace RetrainGrains.Contracts;

/// <summary>
/// Told after a commit that what serves has changed. Only a hint: gateways find out by themselves within a second.
/// </summary>
public interface IServingHint
{
    Task ChangedAsync();
}

/// <summary>Told, after the commit, what people should hear. At least once.</summary>
public interface INotifier
{
    Task NotifyAsync(string modelId, DateTimeOffset at, Severity severity, string text);
}
