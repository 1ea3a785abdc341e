namespace RetrainGrains.Domain.Primitives;

/// <summary>The fixed share of each model, by which a fleet's models are spread.</summary>
public static class FixedShare
{
    /// <summary>Computes a fixed number in [0, 1) for each model id (FNV-1a), the same on every machine.</summary>
    public static double Of(string modelId)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in modelId) hash = (hash ^ character) * 1099511628211UL;
        // FNV-1a gives ids that differ in their last letter nearly equal numbers; the finaliser of MurmurHash3 spreads
        // them.
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        hash ^= hash >> 33;
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
