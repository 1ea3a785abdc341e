using System.Collections.Immutable;
using System.Text.Json;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Exporting;

/// <summary>The columns that an exported model reads, and the classes that it answers with, by their names.</summary>
internal sealed record ExportedInput(ImmutableArray<ExportedFeature> Features, ImmutableArray<string> Classes)
{
    /// <summary>Names what the version knows: features and categories that came later are not in it.</summary>
    public static ExportedInput Of(DatasetSchema schema, ExportNames names)
    {
        if (names.Features.Count < schema.Features.Count || names.Categories.Count < schema.Features.Count)
        {
            throw new ArgumentException(
                $"The model has {schema.Features.Count} features; {names.Features.Count} are named.", nameof(names));
        }

        return new ExportedInput(
            [.. schema.Features.Select((feature, i) => new ExportedFeature(
                names.Features[i], feature.Kind, [.. names.Categories[i].Take(feature.CategoryCount)]))],
            [.. names.Classes.Take(schema.ClassCount)]);
    }

    /// <summary>Describes what a file's own format has no place for, as texts of JSON by their names.</summary>
    public IEnumerable<(string Name, string Text)> Described()
    {
        yield return ("features", JsonSerializer.Serialize(Features.Select(feature => feature.Name)));
        var ofNames = Features.Where(feature => feature.Categories.Length > 0).ToArray();
        if (ofNames.Length > 0)
        {
            yield return ("categories", JsonSerializer.Serialize(
                ofNames.ToDictionary(feature => feature.Name, feature => feature.Categories)));
        }

        if (Classes.Length > 0) yield return ("classes", JsonSerializer.Serialize(Classes));
    }
}
