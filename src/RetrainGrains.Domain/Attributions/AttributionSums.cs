namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// The sums of the attributions of a day's rows: a place for each tracked feature and, unless all are tracked, one for
/// the others together.
/// </summary>
internal sealed class AttributionSums(ImmutableArray<int> tracked, int places, long day)
{
    private readonly double[] strengths = new double[places];
    private readonly double[] directions = new double[places];

    public AttributionSums(ImmutableArray<int> tracked, AttributionDay day)
        : this(tracked, day.Strengths.Length, day.Day)
    {
        (Seen, Rows) = (day.Seen, day.Rows);
        day.Strengths.CopyTo(strengths);
        day.Directions.CopyTo(directions);
    }

    public int Seen { get; set; }
    public int Rows { get; private set; }

    public void Add(ReadOnlySpan<double> attributions)
    {
        Rows++;
        double strength = 0, direction = 0;
        // The last one is the base value of every row and belongs to no feature.
        foreach (var attribution in attributions[..^1])
        {
            strength += Math.Abs(attribution);
            direction += attribution;
        }
        for (var place = 0; place < tracked.Length; place++)
        {
            var attribution = attributions[tracked[place]];
            strengths[place] += Math.Abs(attribution);
            directions[place] += attribution;
            strength -= Math.Abs(attribution);
            direction -= attribution;
        }
        if (tracked.Length == strengths.Length) return;
        strengths[^1] += strength;
        directions[^1] += direction;
    }

    public AttributionDay Close() => new(day, Seen, Rows, [.. strengths], [.. directions]);
}
