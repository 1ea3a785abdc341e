using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;
using RetrainGrains.Sources.Files;
using RetrainGrains.Sources.Guessing;

namespace RetrainGrains.Cli.Client.Serving;

/// <summary>Reads rows for predictions from a file whose columns are named like the features.</summary>
internal static class FeatureFile
{
    /// <summary>Reads all rows, and collects texts that are no category of theirs: they count as missing.</summary>
    public static IReadOnlyList<V1.PredictionRow> Read(
        string path, char? delimiter, V1.Schema schema, (string? Id, string? Entity) columns, ISet<string> unknown,
        List<Problem> problems)
    {
        // What another model feeds is left out by callers.
        V1.Feature[] features = [.. schema.Features.Where(feature => feature.FromModel.Length == 0)];
        var asked = features.Select(feature => feature.Name)
            .Concat(new[] { columns.Id, columns.Entity }.OfType<string>()).Distinct();
        return RowFile.Read(path, new FileShape(delimiter), problems, file =>
        {
            var places = RowFile.FindColumns(file, path, asked, problems).Of;
            if (problems.Count > 0) return null;
            var found = new RowProblems(path);
            var shape = new RowShape(file, RaggedLines.Fill, found);
            var mark = new DecimalMark(null, file.Delimiter);
            var categories = features.ToDictionary(
                feature => feature.Name, feature => feature.Categories.ToHashSet(StringComparer.Ordinal));
            var rows = new List<V1.PredictionRow>();
            while (!found.IsFull && file.Read())
            {
                if (!shape.Takes()) continue;
                if (rows.Count == SourceRules.RowsMax)
                {
                    problems.Add(Problem.Of(path, rows.Count, "rows at most: split the file"));
                    break;
                }
                var row = new V1.PredictionRow
                {
                    PredictionId = columns.Id is { } id ? file.GetString(places[id]) : "",
                    Entity = columns.Entity is { } whose ? file.GetString(places[whose]) : "",
                };
                if (columns.Entity is { } missing && ColumnProfile.IsNoValue(row.Entity))
                    found.Report(file.Place, missing, row.Entity, "must say what the row is about");
                foreach (var feature in features)
                {
                    var value = ToWire(feature, file, places[feature.Name], mark, found);
                    row.Named[feature.Name] = value;
                    if (value.HasStringValue && !categories[feature.Name].Contains(value.StringValue))
                        unknown.Add($"{feature.Name}: '{value.StringValue}'");
                }
                rows.Add(row);
            }
            shape.Finish();
            problems.AddRange(found.ToProblems());
            return rows;
        }) ?? [];
    }

    private static Value ToWire(
        V1.Feature feature, RowReader row, int place, DecimalMark mark, RowProblems problems)
    {
        var isText = feature.Kind == V1.FeatureKind.Categorical;
        if (!isText && row.GetNumber(place) is { } held && double.IsFinite(held) && mark.IsPoint)
            return Value.ForNumber(held);
        var cell = row.GetString(place);
        if (ColumnProfile.IsNoValue(cell)) return Value.ForNull();
        if (isText) return Value.ForString(cell);
        if (mark.Read(cell) is { } number) return Value.ForNumber(number);
        problems.Report(row.Place, feature.Name, cell, "must be a number");
        return Value.ForNull();
    }
}
