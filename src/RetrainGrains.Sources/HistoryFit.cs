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
        problems.AddRange(OfTarget(given.Target, schema));
        if (problems.Count > before) return null;
        var source = WithCategories(given, schema);
        var features = FeaturesOf(source);
        problems.AddRange(features.Where(own => schema.IndexOf(own.Name) < 0)
            .Select(own => Problem.Of("source.features", own.Name, "must be a feature of the model")));
        int[] places = [.. schema.Features.Select(feature => PlaceOf(feature, features, problems))];
        return problems.Count == before ? new HistoryFit(source, features, places) : null;
    }

    /// <summary>Returns a row's values in the order of the model's features.</summary>
    public FeatureValue[] ValuesOf(StreamRow row) => Array.ConvertAll(places, place => place < 0
        ? FeatureValue.Missing
        : ValueOf(features[place], row.Features[place]));

    /// <summary>The distance of rows, which no feature of a line alone counts in.</summary>
    internal static TimeSpan StepOf(SourceFile source) => SourceRules.KnownStep(source) ?? TimeSpan.FromHours(1);

    private static FeatureValue ValueOf(Feature feature, float value) => float.IsNaN(value) ? FeatureValue.Missing
        : feature.Kind == FeatureKind.Categorical ? FeatureValue.Of(feature.Categories[(int)value])
        : FeatureValue.Of(value);

    private static IEnumerable<Problem> OfTarget(TargetSource target, FeatureSchema schema)
    {
        if (target.Column != schema.Target)
            yield return Problem.Of("source.target", target.Column, $"must be the model's target, {schema.Target}");
        if (target.Task != schema.Task)
            yield return Problem.Of("source.task", target.Task, $"must be the model's task, {schema.Task}");
        else if (!(target.Names ?? []).SequenceEqual(schema.Classes ?? []))
        {
            yield return Problem.Of("source.target.classes", string.Join(", ", target.Names ?? []),
                $"must be the model's classes in their order: {string.Join(", ", schema.Classes ?? [])}");
        }
    }

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

    private static ImmutableArray<Feature> FeaturesOf(SourceFile source)
    {
        var nothing = new Table(
            [], source.NumericColumns.ToDictionary(column => column, _ => Array.Empty<double>()),
            source.TextColumns.ToDictionary(column => column, _ => Array.Empty<string?>()), new StreamCounters());
        var columns = new FeatureColumns(source, nothing, StepOf(source));
        return [.. columns.Compute(_ => false).Select(column => column.Feature)];
    }

    private static int PlaceOf(Feature wanted, ImmutableArray<Feature> features, List<Problem> problems)
    {
        if (wanted.FromModel is not null) return -1;
        for (var i = 0; i < features.Length; i++)
        {
            if (!wanted.IsCalled(features[i].Name)) continue;
            if (features[i].Kind != wanted.Kind)
            {
                problems.Add(Problem.Of(
                    "source.features", wanted.Name, $"must be {Word(wanted.Kind)}, as the model has it"));
            }
            return i;
        }
        if (!wanted.IsRetired)
        {
            problems.Add(Problem.Of(
                "source.features", wanted.Name, "must be there: it is a feature of the model"));
        }
        return -1;
    }

    private static string Word(FeatureKind kind) => kind == FeatureKind.Categorical ? "categorical" : "numeric";
}
