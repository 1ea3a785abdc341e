using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources.Files;
using RetrainGrains.Sources.Guessing;

namespace RetrainGrains.Cli.Client.Importing;

/// <summary>Reads rows with the predictions that a model gave elsewhere.</summary>
/// <remarks>
/// As JSON a list: {"features": […], "expected": 3.2}, or [[…], 3.2], or [a, b, c, 3.2]; features may be named, and
/// what is expected is a number, a list of probabilities or the name of a class. As CSV columns named like the features
/// and one called expected, or expected_0, expected_1 and so on for probabilities.
/// </remarks>
internal static class CheckFile
{
    private const string Option = "--check";
    private const string Expected = "expected";
    private const string Rule = "must be a list of rows such as {\"features\": [1, \"x\"], \"expected\": 3.2}";

    public static IReadOnlyList<V1.ImportCheck> Read(string path, V1.Schema schema, List<Problem> problems)
    {
        if (OptionReader.Text(Option, path, problems) is not { } text) return [];
        var rows = text.AsSpan().TrimStart() is ['[', ..]
            ? ReadJson(text, path, schema, problems)
            : ReadTable(path, schema, problems);
        if (rows.Count == 0 && problems.Count == 0)
            problems.Add(Problem.Of(Option, path, "must have at least one row"));
        return rows;
    }

    private static List<V1.ImportCheck> ReadJson(string text, string path, V1.Schema schema, List<Problem> problems)
    {
        var rows = new List<V1.ImportCheck>();
        try
        {
            using var parsed = JsonDocument.Parse(text);
            foreach (var element in parsed.RootElement.EnumerateArray())
            {
                if (problems.Count == RowFile.ProblemsMax) break;
                if (ReadRow(element, schema) is { } row) rows.Add(row);
                else problems.Add(Problem.Of($"{path}: [{rows.Count + problems.Count}]", element.GetRawText(), Rule));
            }
        }
        catch (JsonException error)
        {
            problems.Add(Problem.Of(Option, path, $"{Rule}: {error.Message}"));
        }
        return rows;
    }

    private static V1.ImportCheck? ReadRow(JsonElement element, V1.Schema schema)
    {
        var row = new V1.ImportCheck();
        JsonElement[] features;
        JsonElement expected;
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (!element.TryGetProperty("features", out var given) || !element.TryGetProperty(Expected, out expected))
                return null;
            if (given.ValueKind == JsonValueKind.Object)
            {
                foreach (var named in given.EnumerateObject())
                {
                    var feature = schema.Features.FirstOrDefault(known => known.Name == named.Name);
                    if (ToWire(named.Value, feature) is not { } value) return null;
                    row.Named[named.Name] = value;
                }
                return TakeExpected(expected, row) ? row : null;
            }
            if (given.ValueKind != JsonValueKind.Array) return null;
            features = [.. given.EnumerateArray()];
        }
        else if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 1)
        {
            JsonElement[] items = [.. element.EnumerateArray()];
            var isNested = items is [{ ValueKind: JsonValueKind.Array }, _];
            (features, expected) = (isNested ? [.. items[0].EnumerateArray()] : items[..^1], items[^1]);
        }
        else
        {
            return null;
        }
        for (var i = 0; i < features.Length; i++)
        {
            if (ToWire(features[i], schema.Features.ElementAtOrDefault(i)) is not { } value) return null;
            row.Features.Add(value);
        }
        return TakeExpected(expected, row) ? row : null;
    }

    // A category that is called by a number is a text all the same.
    private static Value? ToWire(JsonElement element, V1.Feature? feature) => element.ValueKind switch
    {
        JsonValueKind.Null => Value.ForNull(),
        JsonValueKind.String => Value.ForString(element.GetString()),
        JsonValueKind.Number when feature?.Kind == V1.FeatureKind.Categorical => Value.ForString(element.GetRawText()),
        JsonValueKind.Number => Value.ForNumber(element.GetDouble()),
        _ => null,
    };

    private static bool TakeExpected(JsonElement expected, V1.ImportCheck row)
    {
        if (expected.ValueKind == JsonValueKind.String) row.Label = expected.GetString()!;
        else if (expected.ValueKind == JsonValueKind.Number) row.Expected.Add(expected.GetDouble());
        else if (expected.ValueKind == JsonValueKind.Array
            && expected.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number))
            row.Expected.Add(expected.EnumerateArray().Select(item => item.GetDouble()));
        return row.Expected.Count > 0 || row.Label.Length > 0;
    }

    private static IReadOnlyList<V1.ImportCheck> ReadTable(string path, V1.Schema schema, List<Problem> problems) =>
        RowFile.Read<List<V1.ImportCheck>>(path, new FileShape(), problems, file =>
        {
            string[] answers = [.. file.Headers.Where(name => name == Expected
                || name.StartsWith($"{Expected}_", StringComparison.Ordinal))];
            var wanted = schema.Features.Select(feature => feature.Name);
            var places = RowFile.FindColumns(
                file, path, wanted.Concat(answers.Length > 0 ? answers : [Expected]), problems).Of;
            if (problems.Count > 0) return null;
            var rows = new List<V1.ImportCheck>();
            var found = new RowProblems(path);
            var shape = new RowShape(file, RaggedLines.Error, found);
            var mark = new DecimalMark(null, file.Delimiter);
            while (!found.IsFull && file.Read())
            {
                if (!shape.Takes()) continue;
                var row = new V1.ImportCheck();
                foreach (var feature in schema.Features)
                    row.Named[feature.Name] = ToWire(feature, file, places[feature.Name], mark, found);
                foreach (var answer in answers) TakeExpected(answer, file, places[answer], mark, schema, row, found);
                rows.Add(row);
            }
            shape.Finish();
            problems.AddRange(found.ToProblems());
            return rows;
        }) ?? [];

    private static Value ToWire(V1.Feature feature, RowReader row, int place, DecimalMark mark, RowProblems problems)
    {
        var cell = row.GetString(place);
        if (cell.Length == 0 || (ColumnProfile.IsNoValue(cell) && !feature.Categories.Contains(cell)))
            return Value.ForNull();
        if (feature.Kind == V1.FeatureKind.Categorical) return Value.ForString(cell);
        if (mark.Read(cell) is { } number) return Value.ForNumber(number);
        problems.Report(row.Place, feature.Name, cell, "must be a number");
        return Value.ForNull();
    }

    private static void TakeExpected(
        string column, RowReader row, int place, DecimalMark mark, V1.Schema schema, V1.ImportCheck check,
        RowProblems problems)
    {
        var cell = row.GetString(place);
        if (mark.Read(cell) is { } number) check.Expected.Add(number);
        else if (column == Expected && schema.Classes.Contains(cell)) check.Label = cell;
        else problems.Report(row.Place, column, cell, "must be a number");
    }
}
