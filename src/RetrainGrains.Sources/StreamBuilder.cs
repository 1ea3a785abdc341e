using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources;

/// <summary>Makes a stream of a table: features, outcomes, and when each is known.</summary>
public static class StreamBuilder
{
    public static ObservationStream? Build(
        SourceFile source, string modelId, Table table, Period period, string path, List<Problem> problems)
    {
        if ((SourceRules.KnownStep(source) ?? table.MostFrequentStep()) is not { } step)
        {
            problems.Add(Problem.Of(path, $"{table.Count} row", "must have at least two rows"));
            return null;
        }
        if (SourceRules.KnownStep(source) is null)
        {
            var leaks = SourceRules.Leakage(source, step).ToArray();
            problems.AddRange(leaks);
            if (leaks.Length > 0) return null;
        }
        if (TooCoarse(source, table) is { } coarse)
        {
            problems.Add(coarse);
            return null;
        }
        bool InPeriod(int row) => period.Contains(At(table, row), source.Time.Zone);
        int[] rows = [.. Enumerable.Range(0, table.Count).Where(InPeriod)];
        var warmUpRows = CountWarmUp(source.WarmUp, table, rows);
        if (warmUpRows == 0 || warmUpRows >= rows.Length)
        {
            problems.Add(WithoutRows(source, table, period, rows.Length, warmUpRows, path));
            return null;
        }
        return Assemble(source, modelId, table, rows, warmUpRows, step, path, problems);
    }

    // A step says how far apart rows are; it makes no coarser rows of them.
    private static Problem? TooCoarse(SourceFile source, Table table)
    {
        if (source.Aggregation is not null || source.Step is not { } step) return null;
        if (table.MostFrequentStep() is not { } apart || apart >= step) return null;
        return Problem.Of("source.step", Span(step), $"must be at most {Span(apart)}, the distance of most rows; to "
            + $"make rows of {Span(step)} of them, \"aggregate\": {{\"step\": \"{Span(step)}\", \"columns\": "
            + $"{{\"{source.Target.Column}\": \"sum\"}}}}, with how each column that is used becomes one value");
    }

    private static Problem WithoutRows(
        SourceFile source, Table table, Period period, int rows, int warmUpRows, string path)
    {
        var zone = source.Time.Zone;
        var held = $"the file has {Whole(table.Count)} rows from {At(table, 0, zone)} to {At(table, ^1, zone)}";
        if (rows == 0)
        {
            string?[] bounds = [Bound("--from", period.From), Bound("--to", period.To)];
            return Problem.Of(path, string.Join(' ', bounds.OfType<string>()), $"must leave rows: {held}");
        }
        return Problem.Of(path, $"{warmUpRows} of {rows} rows",
            $"must leave rows before and after the warm-up: shorten warmUp, or widen --from and --to; {held}");
    }

    private static string? Bound(string option, DateTime? at) => at is { } time
        ? $"{option} {time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}"
        : null;

    private static string At(Table table, Index row, TimeZoneInfo zone) => TimeZoneInfo
        .ConvertTime(new DateTimeOffset(table.Times[row], TimeSpan.Zero), zone)
        .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Whole(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) => DomainJson.Write(span).Trim('"');

    private static ObservationStream? Assemble(
        SourceFile source, string modelId, Table table, int[] rows, int warmUpRows, TimeSpan step, string path,
        List<Problem> problems)
    {
        var columns = new FeatureColumns(source, table, step);
        var (firstRow, lastWarmUpRow) = (rows[0], rows[warmUpRows - 1]);
        var features = columns.Compute(row => row >= firstRow && row <= lastWarmUpRow);
        var schema = new FeatureSchema
        {
            Features = [.. features.Select(column => column.Feature)],
            Target = source.Target.Name,
            Task = source.Target.Task,
            Classes = source.Target.Names,
            LastValue = source.LastValue,
        };
        var before = problems.Count;
        problems.AddRange(schema.Validate().Select(problem => problem with { Field = $"{path}: {problem.Field}" }));
        if (problems.Count > before) return null;
        var (outcomes, knownAt) = (columns.Outcomes, columns.KnownAt());
        var streamRows = ImmutableArray.CreateBuilder<StreamRow>(rows.Length);
        foreach (var row in rows)
        {
            var at = At(table, row);
            var values = new float[features.Count];
            for (var i = 0; i < values.Length; i++) values[i] = (float)features[i].Values[row];
            streamRows.Add(new StreamRow(
                IdOf(at, table.KeyOf(source.Key, row)), at,
                knownAt?[row] ?? at + source.Horizon + source.OutcomeDelay, values, outcomes[row]));
        }
        var counters = table.Counters with
        {
            // Rows with a key come when they come.
            Gaps = source.Key.IsEmpty ? Gaps(table, rows, step) : 0,
            WithoutTarget = rows.Count(row => double.IsNaN(outcomes[row])),
            Notes =
            [
                .. table.Counters.Notes, .. FeatureNotes.Of(source, features, rows),
                .. GiveAway.Notes(source, table, features, outcomes, rows),
            ],
        };
        return new ObservationStream(modelId, schema, streamRows.MoveToImmutable(), warmUpRows, counters)
        {
            Zone = source.Time.Zone,
        };
    }

    private static DateTimeOffset At(Table table, int row) => new(table.Times[row], TimeSpan.Zero);

    private static int CountWarmUp(WarmUp warmUp, Table table, int[] rows)
    {
        if (warmUp.Rows is { } count) return Math.Min(count, rows.Length);
        if (rows.Length == 0) return 0;
        var end = table.Times[rows[0]] + warmUp.Span!.Value.Ticks;
        return rows.Count(row => table.Times[row] < end);
    }

    /// <summary>Makes the id of a row, which tells it apart from all others of its file: its time and key.</summary>
    internal static string IdOf(DateTimeOffset at, string? key)
    {
        var wholeMinute = at.Ticks % TimeSpan.TicksPerMinute == 0;
        var time = at.ToString(
            wholeMinute ? "yyyy-MM-dd'T'HH:mm'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        return key is null ? time : $"{time}/{key}";
    }

    private static long Gaps(Table table, int[] rows, TimeSpan step)
    {
        long gaps = 0;
        for (var i = 1; i < rows.Length; i++)
        {
            gaps += Math.Max(0, (table.Times[rows[i]] - table.Times[rows[i - 1]]) / step.Ticks - 1);
        }
        return gaps;
    }
}
