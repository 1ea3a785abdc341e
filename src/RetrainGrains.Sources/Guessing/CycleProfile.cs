namespace RetrainGrains.Sources.Guessing;

/// <summary>The lengths of the runs in which a column grows before it begins anew.</summary>
internal sealed class CycleProfile
{
    private const int RunsMin = 3;

    private int current;
    private int runs;
    private int? length;
    private bool isBroken;

    /// <summary>The length that all whole runs have; null: they differ, or are few.</summary>
    public int? Length => !isBroken && runs >= RunsMin ? length : null;

    /// <summary>Takes a row, which begins a run or goes on with it.</summary>
    public void Add(bool isNew)
    {
        if (isNew)
        {
            // A file may begin in the middle of the first run.
            if (runs > 0)
            {
                length ??= current;
                isBroken |= current != length;
            }
            runs++;
            current = 0;
        }
        current++;
    }
}
