namespace RetrainGrains.Simulations;

/// <summary>A seed of its own for every simulation, whatever runs beside it.</summary>
internal static class Seeds
{
    public static int Of(params ReadOnlySpan<int> parts)
    {
        var hash = 17u;
        foreach (var part in parts) hash = (hash ^ (uint)part) * 16_777_619u + 2_166_136_261u;
        return (int)(hash & int.MaxValue);
    }
}
