namespace RetrainGrains.Fleet.Contracts;

/// <summary>
/// A hint, given after a commit, that what serves has changed. It is only a hint: gateways find out by themselves
/// within a second.
/// </summary>
public interface IServingHint
{
    Task ChangedAsync();
}
