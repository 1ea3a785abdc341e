using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Cli.Client.Serving;

/// <summary>The texts of a row that are no category of their features.</summary>
internal static class UnknownCategories
{
    /// <summary>Lists them with their features; none where the row is not of the schema's form.</summary>
    public static IEnumerable<string> Of(V1.Schema? schema, V1.PredictionRow row)
    {
        if (schema is null) return [];
        return row.Named.Count > 0
            ? Texts(schema.Features.Select(feature => (feature, row.Named.GetValueOrDefault(feature.Name))))
            : row.Features.Count == schema.Features.Count ? Texts(schema.Features.Zip(row.Features)) : [];
    }

    private static IEnumerable<string> Texts(IEnumerable<(V1.Feature Feature, Value? Value)> cells) =>
        from cell in cells
        where cell.Feature.Kind == V1.FeatureKind.Categorical
            && cell.Value?.KindCase == Value.KindOneofCase.StringValue
            && !cell.Feature.Categories.Contains(cell.Value.StringValue)
        select $"{cell.Feature.Name}: '{cell.Value.StringValue}'";
}
