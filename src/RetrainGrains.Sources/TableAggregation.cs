using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources;

/// <summary>
/// Makes coarser rows of a table's rows. A missing value is never a number: a period without any value stays missing.
/// </summary>
internal static class TableAggregation
{
    /// <summary>Makes a row of each period (and key) that has rows; what came of it is told in a note.</summary>
    public static Table Aggregate(Table table, Aggregation aggregation, SourceFile source)
    {
        var clock = new PeriodClock(source.Time.Zone, aggregation);
        (long Stamp, int[] Rows)[] periods =
        [
            .. Enumerable.Range(0, table.Count)
                .GroupBy(row => (Period: clock.StampOf(table.Times[row]), Key: table.KeyOf(source.Key, row)))
                .OrderBy(group => group.Key.Period).Select(group => (group.Key.Period, group.ToArray())),
        ];
        bool Has(int[] rows) => rows.Length >= aggregation.MinimumRows;
        var numbers = source.NumericColumns.ToDictionary(name => name, name =>
        {
            var (values, by) = (table.Numbers(name), aggregation.Columns[name].By);
            return Array.ConvertAll(periods, period => Has(period.Rows) ? Of(values, period.Rows, by) : double.NaN);
        });
        var texts = source.TextColumns.ToDictionary(name => name, name =>
        {
            var values = table.Texts(name);
            if (source.Key.Contains(name)) return Array.ConvertAll(periods, period => values[period.Rows[0]]);
            var isLast = aggregation.Columns[name].By == AggregateBy.Last;
            return Array.ConvertAll(periods, period => !Has(period.Rows) ? null
                : (isLast ? period.Rows.Reverse() : period.Rows).Select(row => values[row])
                    .FirstOrDefault(text => text is not null));
        });
        return new Table(Array.ConvertAll(periods, period => period.Stamp), numbers, texts, table.Counters with
        {
            Notes = [.. table.Counters.Notes, .. Notes(table, periods, aggregation, source.Key)],
        });
    }

    private static double Of(double[] values, int[] rows, AggregateBy by)
    {
        double[] known = [.. rows.Select(row => values[row]).Where(value => !double.IsNaN(value))];
        if (by == AggregateBy.Count) return known.Length;
        if (known.Length == 0) return double.NaN;
        return by switch
        {
            AggregateBy.Sum => known.Sum(),
            AggregateBy.Mean => known.Average(),
            AggregateBy.Min => known.Min(),
            AggregateBy.Max => known.Max(),
            AggregateBy.First => known[0],
            AggregateBy.Last => known[^1],
            _ => throw new ArgumentOutOfRangeException(nameof(by), by, "is no way to aggregate"),
        };
    }

    private static IEnumerable<string> Notes(
        Table table, (long Stamp, int[] Rows)[] periods, Aggregation aggregation, ImmutableArray<string> key)
    {
        var same = table.Count - Enumerable.Range(0, table.Count)
            .DistinctBy(row => (table.Times[row], table.KeyOf(key, row))).Count();
        if (same > 0)
            yield return $"{Whole(same)} rows have the time of an earlier one: they count as rows of their own";
        var usual = periods.GroupBy(period => period.Rows.Length).MaxBy(same => same.Count())!.Key;
        var fewer = periods.Count(period => period.Rows.Length < usual);
        var least = aggregation.MinimumRows > 1
            ? $", and those with fewer than {Whole(aggregation.MinimumRows)} are missing"
            : " (\"minimumRows\" makes those with too few missing)";
        yield return $"{Whole(table.Count)} rows became {Whole(periods.Length)}, each of {Span(aggregation.Step)}"
            + (fewer == 0 ? "" : $"; {Whole(fewer)} have fewer than {Whole(usual)} rows, the usual number{least}");
    }

    private static string Whole(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) => DomainJson.Write(span).Trim('"');
}
