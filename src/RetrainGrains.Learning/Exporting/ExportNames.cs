using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Exporting;

/// <summary>The names that callers use now: those of features, of each feature's categories, and of classes.</summary>
/// <remarks>They may be more than a version knows, for a schema grows at its end.</remarks>
public sealed record ExportNames(
    IReadOnlyList<string> Features,
    IReadOnlyList<IReadOnlyList<string>> Categories,
    IReadOnlyList<string> Classes)
{
    /// <summary>Names features as a version's own schema does, and neither categories nor classes.</summary>
    public static ExportNames Of(DatasetSchema schema) => new(
        [.. schema.Features.Select(feature => feature.Name)], [.. schema.Features.Select(_ => Array.Empty<string>())],
        []);
}
