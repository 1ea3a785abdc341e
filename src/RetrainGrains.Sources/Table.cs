namespace RetrainGrains.Sources;

/// <summary>The used columns of one file, in time order, each time once.</summary>
public sealed class Table(
    long[] times,
    IReadOnlyDictionary<string, double[]> numbers,
    IReadOnlyDictionary<string, string?[]> texts,
    StreamCounters counters)
{
    /// <summary>The times in UTC ticks, ascending.</summary>
    public long[] Times => times;
    public int Count => times.Length;
    public StreamCounters Counters => counters;

    public double[] Numbers(string column) => numbers[column];

    public string?[] Texts(string column) => texts[column];

    /// <summary>Joins a row's cells in the columns of a key to one text; null without columns.</summary>
    public string? KeyOf(ImmutableArray<string> columns, int row) => columns.Length switch
    {
        0 => null,
        1 => texts[columns[0]][row],
        _ => string.Join('/', columns.Select(column => texts[column][row])),
    };

    /// <summary>
    /// Sorts rows by time and drops those whose time (and key) an earlier row of the file has, unless they are to be
    /// kept; both are counted.
    /// </summary>
    public Table Ordered(ImmutableArray<string> key, bool keepsDuplicates = false)
    {
        var outOfOrder = 0;
        var latest = long.MinValue;
        foreach (var time in times)
        {
            if (time < latest) outOfOrder++;
            latest = Math.Max(latest, time);
        }
        var order = Enumerable.Range(0, times.Length).ToArray();
        // Stable, so that of equal times the earlier row comes first and is kept.
        if (outOfOrder > 0) order = [.. order.OrderBy(row => times[row])];
        int[] kept = keepsDuplicates ? order : [.. order.DistinctBy(row => (times[row], KeyOf(key, row)))];
        if (outOfOrder == 0 && kept.Length == times.Length) return this;
        return new Table(
            Pick(times, kept),
            numbers.ToDictionary(column => column.Key, column => Pick(column.Value, kept)),
            texts.ToDictionary(column => column.Key, column => Pick(column.Value, kept)),
            counters with { OutOfOrder = outOfOrder, Duplicates = times.Length - kept.Length });
    }

    /// <summary>The most frequent distance of two rows; null: there are no two.</summary>
    public TimeSpan? MostFrequentStep()
    {
        var distances = new Dictionary<long, int>();
        for (var row = 1; row < times.Length; row++)
        {
            var distance = times[row] - times[row - 1];
            // Rows of several keys may share a time.
            if (distance > 0) distances[distance] = distances.GetValueOrDefault(distance) + 1;
        }
        if (distances.Count == 0) return null;
        return new TimeSpan(distances.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key);
    }

    private static T[] Pick<T>(T[] column, int[] rows) => Array.ConvertAll(rows, row => column[row]);
}
