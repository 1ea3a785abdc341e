using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
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
        var (own, model) = (stream.Schema, SourceSchema.ToDomain(schema));
        if (SchemaPlaces.Find(own, model, problems) is not { } places) return null;
        return stream with
        {
            Schema = own with
            {
                Features = [.. model.Features.Select((feature, i) => places[i] < 0
                    ? new Feature(feature.Name)
                    : own.Features[places[i]])],
                LastValue = null,
            },
            Rows = [.. stream.Rows.Select(row => row with
            {
                Features = Array.ConvertAll(places, place => place < 0 ? float.NaN : row.Features[place]),
            })],
        };
    }
}
