namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// The attributions of one day: rows seen, rows explained, and over these the sums of |φ| and of φ, in the places that
/// the profile names.
/// </summary>
public sealed record AttributionDay(
    long Day, int Seen, int Rows, ImmutableArray<double> Strengths, ImmutableArray<double> Directions)
{
    public double Strength(int place) => Strengths[place] / Rows;

    public double Direction(int place) => Directions[place] / Rows;

    /// <summary>
    /// Removes days with less than half of the median day's rows: a few hours do not represent a day.
    /// </summary>
    public static ImmutableArray<AttributionDay> Whole(IEnumerable<AttributionDay> days)
    {
        AttributionDay[] some = [.. days.Where(day => day.Rows > 0)];
        if (some.Length == 0) return [];
        var middling = some.Select(day => day.Rows).Order().ElementAt(some.Length / 2);
        return [.. some.Where(day => 2 * day.Rows >= middling)];
    }
}
