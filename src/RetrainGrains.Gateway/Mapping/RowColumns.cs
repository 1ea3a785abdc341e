using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources.Files;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The columns of an exported file of rows: what is logged, under the names that the schema has.</summary>
internal sealed class RowColumns(FeatureSchema schema)
{
    /// <summary>The number of columns beside the features.</summary>
    public const int OwnColumns = 7;

    public IReadOnlyList<FileColumn> Of(IReadOnlyList<LoggedRow> rows)
    {
        // Rows from before the schema grew have the features that came later as missing.
        float[][] features = [.. rows.Select(row => schema.Fit(row.Features))];
        return
        [
            FileColumn.Of(Named("id"), rows.Select(row => row.PredictionId)),
            FileColumn.Of(Named("at"), rows.Select(row => (DateTimeOffset?)row.At)),
            FileColumn.Of(Named("entity"), rows.Select(row => OrNone(row.Entity))),
            .. schema.Features.Select((feature, i) => Of(feature, features.Select(row => row[i]))),
            OfAnswers("prediction", rows.Select(row => row.Prediction)),
            FileColumn.Of(Named("version"), rows.Select(row => OrNone(row.Version))),
            OfAnswers("outcome", rows.Select(row => row.Outcome)),
            FileColumn.Of(Named("outcome_at"), rows.Select(row => row.KnownAt)),
        ];
    }

    private static FileColumn Of(Feature feature, IEnumerable<float> values) =>
        feature.Kind == FeatureKind.Categorical
            ? FileColumn.Of(feature.Name, values.Select(value => NameOf(feature.Categories, value)))
            : FileColumn.Of(feature.Name, values);

    private FileColumn OfAnswers(string name, IEnumerable<double> values) => schema.Classes is { } classes
        ? FileColumn.Of(Named(name), values.Select(value => NameOf(classes, value)))
        : FileColumn.Of(Named(name), values);

    // A code without a name, as of a category that came while the file is written, is missing and no number.
    private static string? NameOf(ImmutableArray<string> names, double code) =>
        code >= 0 && code < names.Length ? names[(int)code] : null;

    private string Named(string own)
    {
        while (schema.Features.Any(feature => feature.Name == own)) own = $"_{own}";
        return own;
    }

    private static string? OrNone(string text) => text.Length == 0 ? null : text;
}
