using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources;

/// <summary>
/// A source file beside the model whose rows it makes. Categories that it does not list are the model's: a text that is
/// none of them is missing.
/// </summary>
public sealed class HistoryFit
{
    private readonly ImmutableArray<Feature> features;
    private readonly int[] places;

    private HistoryFit(SourceFile source, ImmutableArray<Feature> features, int[] places) =>
        (Source, this.features, this.places) = (source, features, places);

    /// <summary>The source file with the categories that are looked for.</summary>
    public SourceFile Source { get; }

    /// <summary>
    /// Holds a source file to a model's features and target; null, with all problems, where it is not of them. A
    /// feature that another model feeds has no history.
    /// </summary>
    public static HistoryFit? Of(SourceFile given, FeatureSchema schema, List<Problem> problems)
    {
        var before = problems.Count;
        problems.AddRange(HistoryFileRules.Check(given));
        if (problems.Count > before) return null;
        var source = WithCategories(given, schema);
        var own = DeclaredSchema.Of(source);
        return SchemaPlaces.Find(own, schema, problems) is { } places
            ? new HistoryFit(source, own.Features, places)
            : null;
    }

    /// <summary>Returns a row's values in the order of the model's features.</summary>
    public FeatureValue[] ValuesOf(StreamRow row) => Array.ConvertAll(places, place => place < 0
        ? FeatureValue.Missing
        : ValueOf(features[place], row.Features[place]));

    private static FeatureValue ValueOf(Feature feature, float value) => float.IsNaN(value) ? FeatureValue.Missing
        : feature.Kind == FeatureKind.Categorical ? FeatureValue.Of(feature.Categories[(int)value])
        : FeatureValue.Of(value);

    private static SourceFile WithCategories(SourceFile source, FeatureSchema schema) => source with
    {
        Features =
        [
            .. source.Features.Select(feature =>
                feature is ColumnFeature { IsText: true, Categories: null } column
                    && schema.IndexOf(column.Name) is >= 0 and var place
                    ? column with { Categories = schema.Features[place].Categories }
                    : feature),
        ],
    };
}
