using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Sources;
using RetrainGrains.Cli.Sources.Guessing;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Serving;

/// <summary>Reads rows for predictions from a delimited file whose columns are named like the features.</summary>
internal static class FeatureFile
{
    /// <summary>Reads all rows, and collects texts that are no category of theirs: they count as missing.</summary>
    public static IReadOnlyList<V1.PredictionRow> Read(
        string path, char? delimiter, V1.Schema schema, (string? Id, string? Entity) columns, ISet<string> unknown,
        List<Problem> problems)
    {
        if (FileProfile.Read(path, delimiter, problems) is not { } file) return [];
        // What another model feeds is left out by callers.
        V1.Feature[] features = [.. schema.Features.Where(feature => feature.FromModel.Length == 0)];
        return DelimitedFile.Read(path, file.Delimiter, problems, csv =>
        {
            var wanted = features.Select(feature => feature.Name)
                .Concat(new[] { columns.Id, columns.Entity }.OfType<string>()).Distinct();
            var places = DelimitedFile.FindColumns(csv, path, wanted, problems).Of;
            if (problems.Count > 0) return null;
            var rows = new List<V1.PredictionRow>();
            while (problems.Count < DelimitedFile.ProblemsMax && csv.Read())
            {
                if (rows.Count == SourceRules.RowsMax)
                {
                    problems.Add(Problem.Of(path, rows.Count, "rows at most: split the file"));
                    break;
                }
                var row = new V1.PredictionRow
                {
                    PredictionId = columns.Id is { } id ? csv.GetString(places[id]) : "",
                    Entity = columns.Entity is { } whose ? csv.GetString(places[whose]) : "",
                };
                if (columns.Entity is { } missing && ColumnProfile.IsNoValue(row.Entity))
                {
                    problems.Add(Problem.Of(
                        $"{path}, line {csv.LineNumber}, column {missing}", row.Entity,
                        "must say what the row is about"));
                }
                foreach (var feature in features)
                    row.Named[feature.Name] = ToWire(feature, csv.GetString(places[feature.Name]));
                rows.Add(row);
            }
            return rows;

            Value ToWire(V1.Feature feature, string cell)
            {
                if (ColumnProfile.IsNoValue(cell)) return Value.ForNull();
                if (feature.Kind == V1.FeatureKind.Categorical)
                {
                    if (!feature.Categories.Contains(cell)) unknown.Add($"{feature.Name}: '{cell}'");
                    return Value.ForString(cell);
                }
                if (CellNumber.Read(cell, file.DecimalComma) is { } number) return Value.ForNumber(number);
                problems.Add(Problem.Of(
                    $"{path}, line {csv.LineNumber}, column {feature.Name}", cell, "must be a number"));
                return Value.ForNull();
            }
        }) ?? [];
    }
}
