namespace RetrainGrains.Fleet.Contracts;

/// <summary>
/// Told after a commit that what serves has changed. Only a hint: gateways find out by themselves within a second.
/// </summary>
public interface IServingHint
{
    Task ChangedAsync();
}
