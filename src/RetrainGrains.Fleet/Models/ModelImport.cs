using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Fleet.Models;

/// <summary>Reads a model that was trained elsewhere: an artifact for this schema, or what is wrong.</summary>
internal static class ModelImport
{
    public static (Artifact? Artifact, Problem? Problem) Read(ImportModel command, FeatureSchema schema)
    {
        if (command.Content.Length is 0 or > ImportModel.ContentBytesMax)
        {
            return (null, Problem.Of(
                "content", $"{command.Content.Length} bytes", $"must have 1 to {ImportModel.ContentBytesMax} bytes"));
        }
        var format = command.Format == ImportFormat.Auto ? FormatOf(command.Content) : command.Format;
        try
        {
            return format switch
            {
                ImportFormat.XGBoost =>
                    (XGBoostImporter.Import(command.Content, LearnerMapping.SchemaOf(schema)), null),
                ImportFormat.LightGbm =>
                    (LightGbmImporter.Import(command.Content, LearnerMapping.SchemaOf(schema)), null),
                _ => (null, Problem.Of(
                    "format", command.Format,
                    "must be named: the content is neither JSON or UBJSON of XGBoost nor text of LightGBM")),
            };
        }
        catch (ImportException error)
        {
            return (null, Problem.Of("content", format, $"cannot be imported: {error.Message}"));
        }
    }

    // XGBoost's forms begin with an object, LightGBM's text with its first line.
    private static ImportFormat FormatOf(ReadOnlySpan<byte> content)
    {
        var text = content.TrimStart(" \t\r\n"u8);
        return text.StartsWith("{"u8) ? ImportFormat.XGBoost
            : text.StartsWith("tree"u8) ? ImportFormat.LightGbm
            : ImportFormat.Auto;
    }
}
