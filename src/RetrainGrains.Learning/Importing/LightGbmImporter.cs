using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Importing;

/// <summary>Makes an artifact of a LightGBM text model, versions 2 to 4.</summary>
public static class LightGbmImporter
{
    public const string LearnerName = "lightgbm";

    /// <summary>
    /// Imports a model. Features are matched with the schema by name, or by position if their names only count the
    /// columns; without a schema the model's own features make one. Category codes must be those that the model was
    /// trained with.
    /// </summary>
    public static Artifact Import(ReadOnlyMemory<byte> model, DatasetSchema? schema = null) =>
        Read(model, schema is null ? null : new ImportTarget(schema)).Artifact;

    /// <summary>
    /// Imports a model, and says what was read of it. Categories that pandas named are found in the schema by their
    /// names; trees behind the best iteration do not serve where the file names one.
    /// </summary>
    public static ImportedModel Read(ReadOnlyMemory<byte> model, ImportTarget? target = null)
    {
        if (model.Length > Artifact.MaximumBytes)
        {
            throw new ImportException(
                $"The model has {model.Length} bytes; at most {Artifact.MaximumBytes} are supported.");
        }

        var text = LightGbmText.Parse(model);
        var header = text.Header;
        RequireVersion(header);
        var line = header.Has("objective") ? header.Text("objective") : "";
        var classCount = ReadClassCount(header);
        var objective = LightGbmObjective.Parse(line, classCount);
        var precision = new ThresholdPrecision();
        var features = LightGbmFeatures.Read(header, text.PandasCategories, target, precision);
        var ofOutputs = ReadTrees(text, features, precision, Math.Max(1, classCount), out var serving);
        precision.Verify(features);
        var fitted = ToModel(objective, ofOutputs, header.HasWord("average_output"));
        var report = new ImportReport
        {
            Format = LearnerName, Objective = line, TreesInFile = text.Trees.Count, TreesServing = serving,
            BestIteration = text.BestIteration, BaseScores = [.. ofOutputs.Select(_ => 0.0)],
            Link = objective.ClassLink is { } link ? (link == ClassLink.Softmax ? "softmax" : "shares")
                : objective.Link.Name(),
        };

        // Two classes of a softmax are one probability here.
        var task = classCount == 2 ? PredictionTask.BinaryClassification : objective.Task;
        var schema = features.ToSchema(task, objective.AnyTask, classCount > 2 ? classCount : 0);
        return ImportedModel.Wrap(
            schema, fitted, report with
            {
                Features = [.. features.Describe()], Notes = [.. features.Notes(), .. LeafNotes(ofOutputs)],
            });
    }

    private static void RequireVersion(LightGbmSection header)
    {
        var version = header.Has("version") ? header.Text("version") : "unknown";
        if (version is not ("v2" or "v3" or "v4"))
        {
            throw new ImportException($"The model's version is '{version}'; v2, v3 and v4 are supported.");
        }
    }

    // Zero where there is one output.
    private static int ReadClassCount(LightGbmSection header)
    {
        var (classes, trees) = (header.Int32("num_class"), header.Int32("num_tree_per_iteration"));
        if (classes is < 1 or > DatasetSchema.MaximumClasses)
        {
            throw new ImportException(
                $"The model has {classes} classes; 1 to {DatasetSchema.MaximumClasses} are supported.");
        }

        return classes == trees
            ? classes == 1 ? 0 : classes
            : throw new ImportException($"The model has {classes} classes and {trees} trees per iteration; "
                + "one tree for each class is supported.");
    }

    private static ForeignTree[][] ReadTrees(
        LightGbmText text, ImportedFeatures features, ThresholdPrecision precision, int outputs, out int serving)
    {
        var iterations = text.Trees.Count / outputs;
        if (text.Trees.Count == 0) throw new ImportException("The model has no tree.");
        if (text.Trees.Count % outputs != 0)
        {
            throw new ImportException($"The model has {text.Trees.Count} trees; {outputs} classes need as many each.");
        }

        if (text.BestIteration is { } best)
        {
            if (best < 0 || best >= iterations)
            {
                throw new ImportException($"best_iteration is {best + 1}; the model has {iterations} iterations.");
            }

            iterations = best + 1;
        }

        serving = iterations * outputs;
        var ofOutputs = new ForeignTree[outputs][];
        for (var output = 0; output < outputs; output++)
        {
            ofOutputs[output] = new ForeignTree[iterations];
            for (var i = 0; i < iterations; i++)
            {
                ofOutputs[output][i] = LightGbmTree.Read(text.Trees[i * outputs + output], features, precision);
            }
        }

        return ofOutputs;
    }

    private static IEnumerable<string> LeafNotes(ForeignTree[][] ofOutputs)
    {
        if (ofOutputs.Any(trees => trees.Any(tree => tree.Lines is not null)))
        {
            yield return "leaves have linear models: predictions are those of the file, and cannot be explained by "
                + "feature";
        }
    }

    private static Model ToModel(LightGbmObjective objective, ForeignTree[][] ofOutputs, bool isAverage)
    {
        var scale = isAverage ? objective.Slope / ofOutputs[0].Length : objective.Slope;
        if (ofOutputs.Length == 2) return TwoClasses.Of([0, 0], ofOutputs, scale);
        Model[] models = [.. ofOutputs.Select(trees => ForeignTree.Join(baseScore: 0, scale, objective.Link, trees))];
        return objective.ClassLink is { } link ? new PerClassModel(link, models) : models[0];
    }
}
