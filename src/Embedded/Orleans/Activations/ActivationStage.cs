namespace Orleans.Runtime;

/// <summary>Where an activation stands between its first call and its removal.</summary>
internal enum ActivationStage
{
    Created,
    Activating,
    Active,
    DeactivationRequested,
    Deactivating,
    Gone,
}
