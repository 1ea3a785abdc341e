namespace RetrainGrains.Cli.Drift;

/// <summary>
/// A uniform sample of rows whose number is not known beforehand, in their own order: Vitter's (1985) algorithm R.
/// </summary>
internal sealed class Reservoir<T>(int capacity, int seed)
{
    private readonly Random random = new(seed);
    private readonly List<(long Place, T Row)> kept = [];

    public long Seen { get; private set; }

    public ImmutableArray<T> Rows => [.. kept.OrderBy(row => row.Place).Select(row => row.Row)];

    public void Add(T row)
    {
        if (kept.Count < capacity) kept.Add((Seen, row));
        else if (random.NextInt64(Seen + 1) is var place && place < capacity) kept[(int)place] = (Seen, row);
        Seen++;
    }
}
