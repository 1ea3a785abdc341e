namespace RetrainGrains.Fleet.Contracts;

/// <summary>
/// The model on which a cluster tests itself: one in the whole cluster, under an id that callers cannot name. Lists
/// leave it out, and nobody is notified of what happens to it.
/// </summary>
public static class ScratchModel
{
    public const string Id = $"{Reserved}self-test";

    /// <summary>The beginning of the ids that are the system's own.</summary>
    public const string Reserved = "retraingrains/";

    public static bool Is(string modelId) => modelId == Id;

    public static bool IsReserved(string modelId) => modelId.StartsWith(Reserved, StringComparison.Ordinal);
}
