using CsvHelper;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Sources;
using RetrainGrains.Cli.Sources.Guessing;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

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

    private static IReadOnlyList<V1.Outcome> ReadFile(string path, List<Problem> problems)
    {
        if (FileProfile.Read(path, null, problems) is not { } file) return [];
        return DelimitedFile.Read(path, file.Delimiter, problems, csv =>
        {
            var places = DelimitedFile.FindColumns(csv, path, Wanted(csv), problems);
            if (problems.Count > 0) return null;
            var outcomes = new List<V1.Outcome>();
            while (problems.Count < DelimitedFile.ProblemsMax && csv.Read())
            {
                if (!DelimitedFile.HasAllCells(csv, places, path, problems)) continue;
                outcomes.Add(ReadRow(csv, places.Of, path, file.DecimalComma, problems));
            }
            return outcomes;
        }) ?? [];
    }

    private static IEnumerable<string> Wanted(CsvReader csv) =>
    [
        .. csv.Headers.Contains(Entity) || csv.Headers.Contains(At) ? (string[])[Entity, At] : [Id],
        csv.Headers.Contains(Label) ? Label : Value,
    ];

    private static V1.Outcome ReadRow(
        CsvReader csv, IReadOnlyDictionary<string, int> places, string path, bool decimalComma,
        List<Problem> problems)
    {
        var line = $"{path}, line {csv.LineNumber}";
        var outcome = new V1.Outcome();
        if (places.TryGetValue(Entity, out var entity))
        {
            outcome.Entity = csv.GetString(entity);
            outcome.At = ToWire(OptionReader.Time($"{line}, column {At}", csv.GetString(places[At]), problems));
        }
        else
        {
            outcome.PredictionId = csv.GetString(places[Id]);
        }
        if (places.TryGetValue(Label, out var label))
        {
            outcome.Label = csv.GetString(label);
            return outcome;
        }
        var cell = csv.GetString(places[Value]);
        // A missing outcome is no zero.
        if (CellNumber.Read(cell, decimalComma) is { } number) outcome.Value = number;
        else problems.Add(Problem.Of($"{line}, column {Value}", cell, "must be a number"));
        return outcome;
    }

    private static Timestamp? ToWire(DateTime? at) =>
        at is { } time ? Timestamp.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : null;
}
