using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Cli.Client.Facts;

/// <summary>Reads outcomes from a delimited file, or one from the command line.</summary>
internal static class OutcomeFile
{
    private const string Id = "prediction_id";
    private const string Entity = "entity";
    private const string At = "at";
    private const string Value = "value";
    private const string Label = "label";

    public static IReadOnlyList<V1.Outcome> Read(OutcomeOptions options, List<Problem> problems)
    {
        if (options.Data is { } path)
        {
            if (options.Id is not null || options.Entity is not null || options.Value is not null)
            {
                problems.Add(Problem.Of("--data", path, "must be left out where --id, --entity or --value name one"));
            }
            return problems.Count == 0 ? ReadFile(path, problems) : [];
        }
        if (options.Value is not { } value)
        {
            problems.Add(Problem.Of("--value", null, "must be given, or a file by --data"));
            return [];
        }
        if ((options.Id is null) == (options.Entity is null) || (options.Entity is null) != (options.At is null))
        {
            problems.Add(Problem.Of("--id", options.Id, "must be given, or --entity together with --at"));
        }
        var at = OptionReader.Time("--at", options.At, problems);
        return
        [
            new V1.Outcome
            {
                PredictionId = options.Id ?? "", Entity = options.Entity ?? "", Value = value, At = ToWire(at),
            },
        ];
    }

    private static IReadOnlyList<V1.Outcome> ReadFile(string path, List<Problem> problems) =>
        RowFile.Read(path, new FileShape(), problems, rows =>
        {
            var places = RowFile.FindColumns(rows, path, Wanted(rows), problems);
            if (problems.Count > 0) return null;
            var outcomes = new List<V1.Outcome>();
            var found = new RowProblems(path);
            var shape = new RowShape(rows, RaggedLines.Error, found);
            var mark = new DecimalMark(null, rows.Delimiter);
            while (!found.IsFull && rows.Read())
            {
                if (!shape.Takes()) continue;
                if (outcomes.Count == SourceRules.RowsMax)
                {
                    problems.Add(Problem.Of(path, outcomes.Count, "rows at most: split the file"));
                    break;
                }
                outcomes.Add(ReadRow(rows, places.Of, mark, found));
            }
            shape.Finish();
            problems.AddRange(found.ToProblems());
            return outcomes;
        }) ?? [];

    private static IEnumerable<string> Wanted(RowReader rows) =>
    [
        .. rows.Headers.Contains(Entity) || rows.Headers.Contains(At) ? (string[])[Entity, At] : [Id],
        rows.Headers.Contains(Label) ? Label : Value,
    ];

    private static V1.Outcome ReadRow(
        RowReader row, IReadOnlyDictionary<string, int> places, DecimalMark mark, RowProblems problems)
    {
        var outcome = new V1.Outcome();
        if (places.TryGetValue(Entity, out var entity))
        {
            outcome.Entity = row.GetString(entity);
            outcome.At = ReadTime(row, places[At], problems);
        }
        else
        {
            outcome.PredictionId = row.GetString(places[Id]);
        }
        if (places.TryGetValue(Label, out var label))
        {
            outcome.Label = row.GetString(label);
            return outcome;
        }
        // A missing outcome is no zero.
        if ((row.GetNumber(places[Value]) is { } held && double.IsFinite(held) ? held
            : mark.Read(row.GetString(places[Value]))) is { } number) outcome.Value = number;
        else problems.Report(row.Place, Value, row.GetString(places[Value]), "must be a number");
        return outcome;
    }

    private static Timestamp? ReadTime(RowReader row, int place, RowProblems problems)
    {
        if (row.GetTime(place) is var (ticks, _)) return ToWire(new DateTime(ticks));
        var cell = row.GetString(place);
        if (OptionReader.Time(At, cell, []) is { } time) return ToWire(time);
        problems.Report(row.Place, At, cell, "must be a time such as 2014-03-01 or 2014-03-01T00:00Z");
        return null;
    }

    private static Timestamp? ToWire(DateTime? at) =>
        at is { } time ? Timestamp.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : null;
}
