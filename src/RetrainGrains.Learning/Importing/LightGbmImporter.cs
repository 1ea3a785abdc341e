using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>Makes an artifact of a LightGBM text model, versions 2 to 4.</summary>
public static class LightGbmImporter
{
    public const string LearnerName = "lightgbm";
    private const string CountingPrefix = "Column_";

    /// <summary>
    /// Imports a model. Features are matched with the schema by name, or by position if their names only count the
    /// columns; without a schema the model's own features make one. Category codes must be those that the model was
    /// trained with.
    /// </summary>
    public static Artifact Import(ReadOnlyMemory<byte> model, DatasetSchema? schema = null)
    {
        if (model.Length > Artifact.MaximumBytes)
        {
            throw new ImportException(
                $"The model has {model.Length} bytes; at most {Artifact.MaximumBytes} are supported.");
        }

        var text = LightGbmText.Parse(model);
        var header = text.Header;
        RequireSupported(header);
        var objective = LightGbmObjective.Parse(header.Has("objective") ? header.Text("objective") : "");
        var features = ReadFeatures(header, schema);
        if (text.Trees.Count == 0) throw new ImportException("The model has no tree.");
        Tree[] trees = [.. text.Trees.Select(t => LightGbmTree.Read(t, features))];
        var scale = header.HasWord("average_output") ? objective.Slope / trees.Length : objective.Slope;
        var described = features.ToSchema(objective.Task, objective.AnyTask);
        return ImportedModel.Wrap(
            LearnerName, described, new TreeEnsemble(baseScore: 0, scale, objective.Link, trees));
    }

    private static void RequireSupported(LightGbmSection header)
    {
        var version = header.Has("version") ? header.Text("version") : "unknown";
        if (version is not ("v2" or "v3" or "v4"))
        {
            throw new ImportException($"The model's version is '{version}'; v2, v3 and v4 are supported.");
        }

        if (header.Int32("num_class") is > 1 and var classes)
        {
            throw new ImportException($"The model has {classes} classes; models of several classes are not supported.");
        }

        if (header.Int32("num_tree_per_iteration") != 1)
        {
            throw new ImportException("The model has several trees per iteration, which are not supported.");
        }
    }

    private static ImportedFeatures ReadFeatures(LightGbmSection header, DatasetSchema? schema)
    {
        var names = header.Text("feature_names").Split(' ');
        var largestIndex = header.Int32("max_feature_idx");
        if (names.Length - 1 != largestIndex)
        {
            throw new ImportException(
                $"The header has {names.Length} feature names; max_feature_idx is {largestIndex}.");
        }

        // A range "[0:9]" stands for numbers, a list "1:0:3" for categories, "none" for a feature never used.
        var infos = header.Has("feature_infos") ? header.Text("feature_infos").Split(' ') : [];
        bool[] isCategorical =
            [.. names.Select((_, i) => i < infos.Length && infos[i].Contains(':') && !infos[i].StartsWith('['))];
        return new ImportedFeatures(names, isNamed: true, isCategorical, CountingPrefix, schema);
    }
}
