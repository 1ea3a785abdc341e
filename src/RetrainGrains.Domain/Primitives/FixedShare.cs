namespace RetrainGrains.Domain.Primitives;

/// <summary>Spreads models: each has a share of its own that never changes.</summary>
public static class FixedShare
{
    /// <summary>Gives each model id a fixed number in [0, 1) (FNV-1a), the same on every machine.</summary>
    public static double Of(string modelId)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in modelId) hash = (hash ^ character) * 1099511628211UL;
        // FNV-1a leaves ids that differ in their last letter side by side; the finaliser of MurmurHash3 spreads them.
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        hash ^= hash >> 33;
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
