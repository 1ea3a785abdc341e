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
        Version = schema.Version,
    };

    public static V1.Schema ToWire(this FeatureSchema schema) => new()
    {
        Features = { schema.Features.Select(ToWire) },
        Target = schema.Target,
        Task = (V1.PredictionTask)schema.Task,
        LastValue = schema.LastValue ?? "",
        Classes = { schema.Classes ?? [] },
        Version = schema.Version,
    };

    public static SchemaChange ToChange(this V1.ChangeSchemaRequest request) => new()
    {
        Add = [.. request.Add.Select(ToDomain)],
        Rename = [.. request.Rename.Select(rename => new FeatureRename(rename.From, rename.To))],
        Retire = [.. request.Retire],
        Categories =
            [.. request.AddCategories.Select(added => new AddedCategories(added.Feature, [.. added.Categories]))],
    };

    private static Feature ToDomain(V1.Feature feature) =>
        new(feature.Name, (FeatureKind)feature.Kind)
        {
            Categories = [.. feature.Categories],
            FromModel = feature.FromModel.Length == 0 ? null : feature.FromModel,
            FormerNames = feature.FormerNames.Count == 0 ? null : [.. feature.FormerNames],
            IsRetired = feature.Retired,
        };

    private static V1.Feature ToWire(Feature feature) => new()
    {
        Name = feature.Name,
        Kind = (V1.FeatureKind)feature.Kind,
        Categories = { feature.Categories },
        FromModel = feature.FromModel ?? "",
        FormerNames = { feature.FormerNames ?? [] },
        Retired = feature.IsRetired,
    };
}
