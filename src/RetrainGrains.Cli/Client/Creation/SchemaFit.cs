using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>Brings rows into the order of a model's own features, by their names.</summary>
internal static class SchemaFit
{
    /// <summary>
    /// Reorders a stream; null, with all problems, where it is not of the model's features and target. A feature that
    /// another model feeds has no history.
    /// </summary>
    public static ObservationStream? Fit(ObservationStream stream, V1.Schema schema, List<Problem> problems)
    {
        var before = problems.Count;
        var own = stream.Schema;
        if (own.Target != schema.Target)
            problems.Add(Problem.Of("source.target", own.Target, $"must be the model's target, {schema.Target}"));
        if ((V1.PredictionTask)own.Task != schema.Task)
            problems.Add(Problem.Of("source.task", own.Task, $"must be the model's task, {Shown.Name(schema.Task)}"));
        else if (!(own.Classes ?? []).SequenceEqual(schema.Classes))
        {
            problems.Add(Problem.Of("source.target.classes", string.Join(", ", own.Classes ?? []),
                $"must be the model's classes in their order: {string.Join(", ", schema.Classes)}"));
        }
        foreach (var name in own.Features.Select(feature => feature.Name).Where(name => !Has(schema, name)))
            problems.Add(Problem.Of("source.features", name, "must be a feature of the model"));
        int[] places = [.. schema.Features.Select(feature => PlaceOf(feature, stream, problems))];
        if (problems.Count > before) return null;
        return stream with
        {
            Schema = own with
            {
                Features = [.. schema.Features.Select((feature, i) => places[i] < 0
                    ? new Domain.Observations.Feature(feature.Name)
                    : own.Features[places[i]])],
                LastValue = null,
            },
            Rows = [.. stream.Rows.Select(row => row with
            {
                Features = Array.ConvertAll(places, place => place < 0 ? float.NaN : row.Features[place]),
            })],
        };
    }

    private static bool Has(V1.Schema schema, string name) =>
        schema.Features.Any(feature => feature.Name == name || feature.FormerNames.Contains(name));

    private static int PlaceOf(V1.Feature feature, ObservationStream stream, List<Problem> problems)
    {
        var place = feature.FormerNames.Prepend(feature.Name).Select(stream.Schema.IndexOf)
            .FirstOrDefault(found => found >= 0, -1);
        if (feature.FromModel.Length > 0 || (place < 0 && feature.Retired)) return -1;
        if (place < 0)
        {
            problems.Add(Problem.Of(
                "source.features", feature.Name, "must be there: it is a feature of the model"));
        }
        else if (stream.Schema.Features[place].Kind != (FeatureKind)feature.Kind)
        {
            problems.Add(Problem.Of(
                "source.features", feature.Name, $"must be {Shown.Name(feature.Kind)}, as the model has it"));
        }
        return place;
    }
}
