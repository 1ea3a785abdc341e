using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>
/// The form of schemas on the wire. Kinds and tasks keep their numbers, and the domain judges unknown ones.
/// </summary>
internal static class SchemaMapping
{
    public static FeatureSchema ToDomain(this V1.Schema schema) => new()
    {
        Features = [.. schema.Features.Select(ToDomain)],
        Target = schema.Target,
        Task = (PredictionTask)schema.Task,
        LastValue = schema.LastValue.Length == 0 ? null : schema.LastValue,
        Classes = schema.Classes.Count == 0 ? null : [.. schema.Classes],
    };

    public static V1.Schema ToWire(this FeatureSchema schema) => new()
    {
        Features = { schema.Features.Select(ToWire) },
        Target = schema.Target,
        Task = (V1.PredictionTask)schema.Task,
        LastValue = schema.LastValue ?? "",
        Classes = { schema.Classes ?? [] },
    };

    private static Feature ToDomain(V1.Feature feature) =>
        new(feature.Name, (FeatureKind)feature.Kind)
        {
            Categories = [.. feature.Categories],
            FromModel = feature.FromModel.Length == 0 ? null : feature.FromModel,
        };

    private static V1.Feature ToWire(Feature feature) => new()
    {
        Name = feature.Name,
        Kind = (V1.FeatureKind)feature.Kind,
        Categories = { feature.Categories },
        FromModel = feature.FromModel ?? "",
    };
}
