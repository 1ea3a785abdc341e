namespace RetrainGrains.Domain.Contributions;

/// <summary>
/// Adds up the contributions of a day's rows: a place for each tracked feature, and where not all are tracked one for
/// the others together.
/// </summary>
internal sealed class ContributionSums(ImmutableArray<int> tracked, int places, long day)
{
    private readonly double[] strengths = new double[places];
    private readonly double[] directions = new double[places];

    public ContributionSums(ImmutableArray<int> tracked, ContributionDay day)
        : this(tracked, day.Strengths.Length, day.Day)
    {
        (Seen, Rows) = (day.Seen, day.Rows);
        day.Strengths.CopyTo(strengths);
        day.Directions.CopyTo(directions);
    }

    public int Seen { get; set; }
    public int Rows { get; private set; }

    public void Add(ReadOnlySpan<double> contributions)
    {
        Rows++;
        double strength = 0, direction = 0;
        // The last is what every row starts from: no feature's.
        foreach (var contribution in contributions[..^1])
        {
            strength += Math.Abs(contribution);
            direction += contribution;
        }
        for (var place = 0; place < tracked.Length; place++)
        {
            var contribution = contributions[tracked[place]];
            strengths[place] += Math.Abs(contribution);
            directions[place] += contribution;
            strength -= Math.Abs(contribution);
            direction -= contribution;
        }
        if (tracked.Length == strengths.Length) return;
        strengths[^1] += strength;
        directions[^1] += direction;
    }

    public ContributionDay Close() => new(day, Seen, Rows, [.. strengths], [.. directions]);
}
