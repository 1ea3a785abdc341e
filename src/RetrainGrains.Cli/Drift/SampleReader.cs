using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Cli.Drift;

/// <summary>Reads both samples; of a side with more rows than asked for a seeded sample is drawn.</summary>
internal sealed class SampleReader(DriftOptions options, List<Problem> problems)
{
    /// <summary>The fewest rows that a sample may have: with fewer, nothing can be said of a column.</summary>
    public const int RowsMin = 50;

    private readonly string[] asCategories = Names(options.Categorical);
    private readonly string[] ignored = Names(options.Ignore);

    /// <summary>Reads both samples; null when anything was reported.</summary>
    public ComparedSamples? Read()
    {
        var before = problems.Count;
        var samples = options.Source is { } source ? ReadSpans(source) : ReadFiles();
        if (samples is not null)
        {
            Require("the reference", samples.Reference);
            Require("the current sample", samples.Current);
            foreach (var name in asCategories.Where(name => !Known(samples, name)))
                problems.Add(Problem.Of("--categorical", name, "must be a column that both samples have"));
            foreach (var name in ignored.Where(name => !Known(samples, name)))
                problems.Add(Problem.Of("--ignore", name, "must be a column of one of the samples"));
            if (samples.Columns.IsEmpty)
            {
                problems.Add(Problem.Of("FILES", "0 columns", "must have columns in common that can be compared"));
                problems.AddRange(samples.LeftOut.Select(column =>
                    Problem.Of("FILES", column.Column, $"is not compared: {column.Reason}")));
            }
        }
        return problems.Count == before ? samples : null;
    }

    private void Require(string side, SampledRows sampled)
    {
        if (sampled.Rows < RowsMin)
            problems.Add(Problem.Of(side, $"{sampled.Rows} rows", $"must have at least {RowsMin}"));
    }

    private static bool Known(ComparedSamples samples, string name) =>
        samples.Columns.Any(column => column.Name == name) || samples.LeftOut.Any(column => column.Column == name);

    private ComparedSamples? ReadFiles()
    {
        var (reference, current) = (ReadFile(options.Files[0]), ReadFile(options.Files[1]));
        if (reference is not var (before, beforeRows) || current is not var (now, nowRows)) return null;
        var (old, young) = (beforeRows.Rows, nowRows.Rows);
        var built = before.Intersect(now).Except(ignored).Select(name => ColumnBuilder.Build(
            name, Cells(old, Array.IndexOf(before, name)), Cells(young, Array.IndexOf(now, name)),
            asCategories.Contains(name))).ToArray();
        return new ComparedSamples(
            [.. built.Select(one => one.Column).OfType<ComparedColumn>()],
            [
                .. built.Select(one => one.LeftOut).OfType<LeftOutColumn>(),
                .. before.Except(now).Except(ignored).Select(name => new LeftOutColumn(
                    name, "only in the reference: add it to the current sample, or leave it out with --ignore")),
                .. now.Except(before).Except(ignored).Select(name => new LeftOutColumn(
                    name, "only in the current sample: add it to the reference, or leave it out with --ignore")),
                .. before.Union(now).Intersect(ignored).Select(Ignored),
            ],
            new SampledRows(beforeRows.Seen, old.Length), new SampledRows(nowRows.Seen, young.Length));
    }

    private (string[] Header, Reservoir<string[]> Rows)? ReadFile(string path)
    {
        var found = new List<Problem>();
        var rows = new Reservoir<string[]>(options.Rows, options.Seed);
        var header = RowFile.Read(path, new FileShape(options.DelimiterCharacter), found, file =>
        {
            string[] names = [.. file.Headers];
            if (names.Length > FeatureSchema.FeaturesMax)
                found.Add(Problem.Of(path, names.Length, $"must have at most {FeatureSchema.FeaturesMax} columns"));
            foreach (var name in names.GroupBy(name => name).Where(same => same.Count() > 1))
                found.Add(Problem.Of(path, name.Key, "must be a unique column name"));
            var bad = new RowProblems(path);
            var shape = new RowShape(file, RaggedLines.Error, bad) { Remedy = RemedyFor(file.Delimiter) };
            while (found.Count == 0 && !bad.IsFull && file.Read())
            {
                if (!shape.Takes()) continue;
                var cells = new string[names.Length];
                for (var i = 0; i < cells.Length; i++) cells[i] = file.GetString(i);
                rows.Add(cells);
            }
            shape.Finish();
            found.AddRange(bad.ToProblems());
            return names;
        });
        problems.AddRange(found);
        return header is null || found.Count > 0 ? null : (header, rows);
    }

    private static string RemedyFor(char? delimiter) => delimiter is not { } read ? "mend the rows"
        : $"read with the delimiter {DelimiterOption.NameOf(read)}: give another with --delimiter, or mend the lines";

    private static LeftOutColumn Ignored(string name) => new(name, "left out by --ignore", LeavesOpen: false);

    private static string[] Names(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string[] Cells(ImmutableArray<string[]> rows, int column) => [.. rows.Select(row => row[column])];

    private ComparedSamples? ReadSpans(string sourcePath)
    {
        var (before, now) = (SpanOf("--reference", options.Reference), SpanOf("--current", options.Current));
        var streams = StreamLoader.Load("--source", sourcePath, options.Files, new Period(), problems);
        if (before is null || now is null || streams.Length != 1) return null;
        var (old, young) = (RowsOf(streams[0], before), RowsOf(streams[0], now));
        var built = streams[0].Schema.Features.Select((feature, i) => ignored.Contains(feature.Name)
            ? (Column: null, LeftOut: Ignored(feature.Name))
            : ColumnOf(feature, i, old.Rows, young.Rows));
        var all = built.ToArray();
        return new ComparedSamples(
            [.. all.Select(one => one.Column).OfType<ComparedColumn>()],
            [.. all.Select(one => one.LeftOut).OfType<LeftOutColumn>()],
            new SampledRows(old.Seen, old.Rows.Length), new SampledRows(young.Seen, young.Rows.Length));
    }

    private (ComparedColumn? Column, LeftOutColumn? LeftOut) ColumnOf(
        Feature feature, int index, ImmutableArray<float[]> reference, ImmutableArray<float[]> current)
    {
        double[] before = [.. reference.Select(row => (double)row[index])];
        double[] now = [.. current.Select(row => (double)row[index])];
        if (feature.Kind == FeatureKind.Categorical)
        {
            var type = feature.Categories.Length == 2 ? ColumnType.Binary : ColumnType.Categorical;
            return ColumnBuilder.Checked(new ComparedColumn(feature.Name, type, feature.Categories, before, now));
        }
        if (!asCategories.Contains(feature.Name)) return ColumnBuilder.OfNumbers(feature.Name, before, now);
        static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        return ColumnBuilder.Build(
            feature.Name, Array.ConvertAll(before, Text), Array.ConvertAll(now, Text), asCategories: true);
    }

    private Reservoir<float[]> RowsOf(ObservationStream stream, Period period)
    {
        var rows = new Reservoir<float[]>(options.Rows, options.Seed);
        foreach (var row in stream.Rows.Where(row => period.Contains(row.At, stream.Zone))) rows.Add(row.Features);
        return rows;
    }

    private Period? SpanOf(string option, string? text)
    {
        var before = problems.Count;
        if (text?.Split("..") is not [var from, var to])
        {
            problems.Add(Problem.Of(option, text, "must be such as 2011-01-01..2011-07-01"));
            return null;
        }
        var span = new Period(
            OptionReader.Time(option, from.Length == 0 ? null : from, problems),
            OptionReader.Time(option, to.Length == 0 ? null : to, problems));
        return problems.Count == before ? span : null;
    }
}
