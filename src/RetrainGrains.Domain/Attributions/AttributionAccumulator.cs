using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// The accumulator of attributions, which adds those of a sample of the labelled rows to their days, each row once, in
/// stored order.
/// </summary>
public static class AttributionAccumulator
{
    public static AttributionState Absorb(
        AttributionPolicy policy, TimeSpan maturity, AttributionFacts? champion, AttributionState held,
        IReadOnlyList<ScoredRow> rows, RowExplainer explain)
    {
        if (ExplainedMember.Of(champion, held.ArtifactId) is not { Profile: var profile } member) return held;
        if (rows.Count == 0 || !held.IsOf(member)) return held;
        var firstDay = held.FirstDay ?? DayOf(rows[0].KnownAt) + 1;
        var days = held.Days.ToDictionary(day => day.Day);
        var open = new Dictionary<long, AttributionSums>();
        var busiest = days.Values.Select(day => day.Seen).Append(profile.RowsPerDay).Max();
        var attributions = new double[champion!.Schema.Features.Length + 1];
        foreach (var row in rows)
        {
            var sampled = new ExplainableRow(row.Sequence, row.At, row.Features);
            if (sampled.Day < firstDay) continue;
            if (!open.TryGetValue(sampled.Day, out var sums))
            {
                open[sampled.Day] = sums = days.TryGetValue(sampled.Day, out var known)
                    ? new AttributionSums(profile.Tracked, known)
                    : new AttributionSums(profile.Tracked, profile.Places, sampled.Day);
            }
            busiest = Math.Max(busiest, ++sums.Seen);
            // A day with many more rows than any before has its later rows sampled more thinly.
            if (sums.Rows >= 2 * policy.RowsPerDay || sampled.Draw * busiest >= policy.RowsPerDay) continue;
            explain(row.Features, attributions);
            if (attributions.All(double.IsFinite)) sums.Add(attributions);
        }
        foreach (var (day, sums) in open) days[day] = sums.Close();
        return held with { FirstDay = firstDay, Days = Newest(policy, maturity, days.Values) };
    }

    private static ImmutableArray<AttributionDay> Newest(
        AttributionPolicy policy, TimeSpan maturity, IReadOnlyCollection<AttributionDay> days)
    {
        if (days.Count == 0) return [];
        var kept = policy.Days + (long)Math.Ceiling(maturity.TotalDays) + 1;
        var newest = days.Max(day => day.Day);
        return [.. days.Where(day => day.Day > newest - kept).OrderBy(day => day.Day)];
    }

    private static long DayOf(DateTimeOffset at) => HourBucket.DayOf(HourBucket.HourOf(at));
}
