using System.Collections.Immutable;
using System.Text.Json;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Onnx;

namespace RetrainGrains.Learning.Exporting;

/// <summary>
/// A version to export: members with their shares, the columns that they read, and the classes that they answer with.
/// </summary>
internal sealed record ExportedVersion(
    ImmutableArray<(double Share, Artifact Member)> Members, DatasetSchema Schema,
    ImmutableArray<ExportedFeature> Features, ImmutableArray<string> Classes)
{
    /// <summary>Names what the members know: features and categories that came later are not in it.</summary>
    public static ExportedVersion Of(IReadOnlyList<(double Weight, Artifact Member)> parts, ExportNames names)
    {
        if (parts.Count == 0) throw new ArgumentException("A version needs at least one member.", nameof(parts));
        var widest = parts.Select(part => part.Member.Schema).MaxBy(schema => schema.Features.Count)!;
        var width = widest.Features.Count;
        if (names.Features.Count < width || names.Categories.Count < width)
        {
            throw new ArgumentException($"The version has {width} features; {names.Features.Count} are named.");
        }

        var total = parts.Sum(part => part.Weight);
        return new ExportedVersion(
            // Recipes often share an artifact.
            [.. parts.GroupBy(part => part.Member.Id)
                .Select(same => (same.Sum(part => part.Weight) / total, same.First().Member))],
            widest,
            [.. widest.Features.Select((feature, i) => new ExportedFeature(
                names.Features[i], feature.Kind,
                [.. names.Categories[i].Take(parts.Max(part => CategoriesOf(part.Member, i)))]))],
            [.. names.Classes.Take(widest.ClassCount)]);
    }

    public string Learners => string.Join(", ", Members.Select(part => part.Member.Learner).Distinct());

    /// <summary>Describes what a file's own format has no place for, as texts of JSON by their names.</summary>
    public IEnumerable<(string Name, string Text)> Described()
    {
        yield return (OnnxFile.FeatureNamesKey, JsonSerializer.Serialize(Features.Select(feature => feature.Name)));
        var ofNames = Features.Where(feature => feature.Categories.Length > 0).ToArray();
        if (ofNames.Length > 0)
        {
            yield return ("categories", JsonSerializer.Serialize(
                ofNames.ToDictionary(feature => feature.Name, feature => feature.Categories)));
        }

        if (Classes.Length > 0) yield return ("classes", JsonSerializer.Serialize(Classes));
    }

    private static int CategoriesOf(Artifact member, int feature) =>
        feature < member.Schema.Features.Count ? member.Schema.Features[feature].CategoryCount : 0;
}
