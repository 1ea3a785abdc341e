namespace RetrainGrains.Domain.Contributions;

/// <summary>
/// Takes a sample of the rows with known outcomes into the days of contributions. Each once, in stored order.
/// </summary>
public static class ContributionIntake
{
    public static ContributionState Absorb(
        ModelState state, ContributionState held, IReadOnlyList<ScoredRow> rows, RowExplainer explain)
    {
        if (state.Policy.Drift.Contributions is not { } policy) return held;
        if (ExplainedMember.Of(state, held.ArtifactId) is not { Profile: var profile } member) return held;
        if (rows.Count == 0 || !held.IsOf(member)) return held;
        var firstDay = held.FirstDay ?? DayOf(rows[0].KnownAt) + 1;
        var days = held.Days.ToDictionary(day => day.Day);
        var open = new Dictionary<long, ContributionSums>();
        var busiest = days.Values.Select(day => day.Seen).Append(profile.RowsPerDay).Max();
        var contributions = new double[state.Schema.Features.Length + 1];
        foreach (var row in rows)
        {
            var sampled = new ExplainableRow(row.Sequence, row.At, row.Features);
            if (sampled.Day < firstDay) continue;
            if (!open.TryGetValue(sampled.Day, out var sums))
            {
                open[sampled.Day] = sums = days.TryGetValue(sampled.Day, out var known)
                    ? new ContributionSums(profile.Tracked, known)
                    : new ContributionSums(profile.Tracked, profile.Places, sampled.Day);
            }
            busiest = Math.Max(busiest, ++sums.Seen);
            // Where a day brings many more rows than any before, its later ones are sampled more thinly.
            if (sums.Rows >= 2 * policy.RowsPerDay || sampled.Draw * busiest >= policy.RowsPerDay) continue;
            explain(row.Features, contributions);
            if (contributions.All(double.IsFinite)) sums.Add(contributions);
        }
        foreach (var (day, sums) in open) days[day] = sums.Close();
        return held with { FirstDay = firstDay, Days = Newest(state.Policy, policy, days.Values) };
    }

    private static ImmutableArray<ContributionDay> Newest(
        ModelPolicy all, ContributionPolicy policy, IReadOnlyCollection<ContributionDay> days)
    {
        if (days.Count == 0) return [];
        var kept = policy.Days + (long)Math.Ceiling(all.Performance.Maturity.TotalDays) + 1;
        var newest = days.Max(day => day.Day);
        return [.. days.Where(day => day.Day > newest - kept).OrderBy(day => day.Day)];
    }

    private static long DayOf(DateTimeOffset at) => HourBucket.HourOf(at) / HourBucket.HoursPerDay;
}
