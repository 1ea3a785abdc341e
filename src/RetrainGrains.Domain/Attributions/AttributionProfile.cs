using System.Runtime.InteropServices;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// The attributions of a version on the latest rows that it was trained on, day by day. The version knows these rows,
/// but attributions depend on features alone, so that they are no better on them.
/// </summary>
public sealed record AttributionProfile
{
    /// <summary>The number of rows that are explained for a profile: half a second of a large model of trees.</summary>
    public const int RowsMax = 500;

    /// <summary>
    /// The number of features that are tracked separately, those with the largest attributions; the others are added up
    /// together.
    /// </summary>
    public const int FeaturesMax = 64;

    // Every day of the week four times; older rows do not represent what the version was made for.
    private const int DaysMax = 28;

    /// <summary>
    /// The reason why the version has no profile: it cannot be explained, or all attributions are zero; null when it
    /// has one.
    /// </summary>
    public string? Missing { get; init; }

    /// <summary>The separately tracked features, by their places in the schema.</summary>
    public ImmutableArray<int> Tracked { get; init; } = [];

    /// <summary>
    /// The number of places: one for each tracked feature, and one for the others when there are any.
    /// </summary>
    public int Places { get; init; }

    /// <summary>The number of training rows of a median day; live rows are sampled by it.</summary>
    public int RowsPerDay { get; init; }

    /// <summary>The mean over rows of all features' attributions together: the unit of the day means.</summary>
    public double Total { get; init; }

    /// <summary>
    /// The means of |φ|, then of φ, place by place and day by day, as half-precision numbers: a thousandth is precise
    /// enough to order days.
    /// </summary>
    public ReadOnlyMemory<byte> DayMeans { get; init; }

    public int Days => Places == 0 ? 0 : DayMeans.Length / (4 * Places);

    public static AttributionProfile None(string reason) => new() { Missing = reason };

    /// <summary>Makes the profile of rows in the order of time.</summary>
    public static AttributionProfile Of(IReadOnlyList<ExplainableRow> rows, RowExplainer explain)
    {
        var days = LatestDays(rows);
        if (days.Length == 0) return None("it was trained on no rows");
        var attributions = days.SelectMany(day => day).OrderBy(row => row.Draw).Take(RowsMax)
            .Select(row => (row.Day, Values: Explain(row, explain))).ToArray();
        var tracked = MostContributing([.. attributions.Select(row => row.Values)]);
        var places = tracked.Length + (tracked.Length < rows[0].Features.Length ? 1 : 0);
        var sums = new SortedDictionary<long, AttributionSums>();
        foreach (var (day, values) in attributions)
        {
            if (!sums.TryGetValue(day, out var sum)) sums[day] = sum = new AttributionSums(tracked, places, day);
            sum.Add(values);
        }
        var means = AttributionDay.Whole(sums.Values.Select(sum => sum.Close()));
        var total = Enumerable.Range(0, places).Sum(place => means.Average(day => day.Strength(place)));
        if (!double.IsFinite(total)) return None("an attribution is no finite number");
        return total == 0 ? None("no feature contributes to it") : new()
        {
            Tracked = tracked,
            Places = places,
            RowsPerDay = days.Select(day => day.Length).Order().ElementAt(days.Length / 2),
            Total = total,
            DayMeans = Pack(means, places, total),
        };
    }

    /// <summary>Reads the mean |φ| of each day in a place, in units of the total.</summary>
    public double[] Strengths(int place) => Unpack(2 * place);

    /// <summary>Reads the mean φ of each day in a place, in units of the total.</summary>
    public double[] Directions(int place) => Unpack(2 * place + 1);

    public string NameOf(int place, FeatureSchema schema) =>
        place < Tracked.Length ? schema.Features[Tracked[place]].Name : "other features";

    // The newest day has just begun, or its outcomes are still missing.
    private static ExplainableRow[][] LatestDays(IReadOnlyList<ExplainableRow> rows)
    {
        if (rows.Count == 0) return [];
        var newest = rows[^1].Day;
        var days = rows.Reverse().TakeWhile(row => row.Day >= newest - DaysMax).GroupBy(row => row.Day)
            .Select(day => day.ToArray()).ToArray();
        return days.Length > 1 ? days[1..] : days;
    }

    private static double[] Explain(ExplainableRow row, RowExplainer explain)
    {
        var attributions = new double[row.Features.Length + 1];
        explain(row.Features, attributions);
        return attributions;
    }

    private static ImmutableArray<int> MostContributing(double[][] rows) =>
    [
        .. Enumerable.Range(0, rows[0].Length - 1)
            .OrderByDescending(feature => rows.Sum(row => Math.Abs(row[feature]))).Take(FeaturesMax).Order(),
    ];

    private static byte[] Pack(ImmutableArray<AttributionDay> days, int places, double total)
    {
        var means = new List<Half>();
        for (var place = 0; place < places; place++)
        {
            means.AddRange(days.Select(day => (Half)(day.Strength(place) / total)));
            means.AddRange(days.Select(day => (Half)(day.Direction(place) / total)));
        }
        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(means)).ToArray();
    }

    private double[] Unpack(int row)
    {
        var means = MemoryMarshal.Cast<byte, Half>(DayMeans.Span);
        return [.. means.Slice(row * Days, Days).ToArray().Select(mean => (double)mean)];
    }
}
