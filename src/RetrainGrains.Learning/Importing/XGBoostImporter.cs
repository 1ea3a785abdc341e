using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>Makes an artifact of what XGBoost 1 to 3 saves as JSON or UBJSON: gbtree, dart and gblinear.</summary>
public static class XGBoostImporter
{
    public const string LearnerName = "xgboost";

    // From version 3.1 on categories may have names.
    private const string CategoriesField = "cats";

    /// <summary>
    /// Imports a model. Features are matched with the schema by name, or by position if the model names none; without a
    /// schema the model's own features make one. Category codes must be those that the model was trained with.
    /// </summary>
    public static Artifact Import(ReadOnlyMemory<byte> model, DatasetSchema? schema = null) =>
        Read(model, schema is null ? null : new ImportTarget(schema)).Artifact;

    /// <summary>
    /// Imports a model, and says what was read of it. Categories that the file names are found in the schema by their
    /// names; trees behind the best iteration, where the file names one, do not serve, as with XGBoost's estimators.
    /// </summary>
    public static ImportedModel Read(ReadOnlyMemory<byte> model, ImportTarget? target = null)
    {
        if (model.Length is < 2 or > Artifact.MaximumBytes)
        {
            throw new ImportException($"A model has 2 to {Artifact.MaximumBytes} bytes, this has {model.Length}.");
        }

        var json = IsBinary(model.Span) ? UniversalBinaryJson.ToJson(model.Span) : model;
        var root = ModelField.Parse(json);
        var learner = root["learner"];
        var parameters = learner["learner_model_param"];
        var classCount = ReadClassCount(parameters);
        var objectiveName = learner["objective"]["name"].Text;
        var objective = XGBoostObjective.Named(objectiveName, ReadVersion(root["version"]));
        var booster = learner["gradient_booster"];
        var name = booster["name"].Text;
        var isMulticlass = objective.Task == PredictionTask.MulticlassClassification;
        if (isMulticlass != classCount > 1 || (isMulticlass && name == "gblinear"))
        {
            throw parameters.Error($"has {classCount} classes; the objective or the booster '{name}' is not for them");
        }

        var outputs = Math.Max(1, classCount);
        var baseScores = XGBoostBaseScore.Read(parameters["base_score"], outputs);
        double[] scores = [.. baseScores.Select(objective.ToScore)];
        var trees = TreesOf(booster, name);
        var features = XGBoostFeatures.Read(
            learner, parameters["num_feature"].Int32, trees?.Find(CategoriesField), target);
        var report = new ImportReport
        {
            Format = LearnerName, Objective = objectiveName, BaseScores = [.. baseScores],
            Link = isMulticlass ? "softmax" : objective.Link.Name(),
        };
        Model fitted;
        if (trees is { } ofBooster)
        {
            var read = XGBoostTrees.Read(
                ofBooster, name == "dart" ? booster["weight_drop"] : null, learner.Find("attributes"), features,
                outputs);
            fitted = ToModel(read.OfOutputs, scores, objective.Link);
            report = report with
            {
                TreesInFile = read.Count, TreesServing = read.Serving, BestIteration = read.BestIteration,
            };
        }
        else
        {
            fitted = ReadLinearModel(booster["model"]["weights"], scores[0], objective, features);
        }

        // Two classes of a softmax are one probability here.
        var task = classCount == 2 ? PredictionTask.BinaryClassification : objective.Task;
        var schema = features.ToSchema(task, objective.AnyTask, classCount > 2 ? classCount : 0);
        return ImportedModel.Wrap(
            schema, fitted, report with { Features = [.. features.Describe()], Notes = [.. features.Notes()] });
    }

    // UBJSON follows the opening brace with the type of the first name's length.
    private static bool IsBinary(ReadOnlySpan<byte> model) => "iUIlL"u8.Contains(model[1]);

    // Zero or one where there is one output.
    private static int ReadClassCount(ModelField parameters)
    {
        if (parameters.Find("num_target") is { } targets && targets.Int32 > 1)
        {
            throw targets.Error($"is {targets.Int32}: models of several targets are not supported");
        }

        if (parameters.Find("num_class") is not { } classes) return 0;
        return classes.Int32 is >= 0 and <= DatasetSchema.MaximumClasses
            ? classes.Int32
            : throw classes.Error($"is {classes.Int32}; it must be from 0 to {DatasetSchema.MaximumClasses}");
    }

    private static Version ReadVersion(ModelField field)
    {
        var parts = field.Int32s(3);
        return parts.All(p => p >= 0)
            ? new Version(parts[0], parts[1], parts[2])
            : throw field.Error("must hold whole numbers from zero on");
    }

    // The part with the trees; null where there are none.
    private static ModelField? TreesOf(ModelField booster, string name) => name switch
    {
        "gbtree" => booster["model"],
        "dart" => booster["gbtree"]["model"],
        "gblinear" => null,
        _ => throw new ImportException($"The booster '{name}' is not supported."),
    };

    private static Model ToModel(Tree[][] ofOutputs, double[] baseScores, Link link)
    {
        if (ofOutputs.Length == 2)
        {
            // softmax(a, b) gives b the probability 1 / (1 + exp(a − b)).
            return TwoClasses.Of(
                baseScores,
                Array.ConvertAll(ofOutputs, trees => Array.ConvertAll(trees, tree => new ForeignTree(tree))));
        }

        TreeEnsemble[] ensembles =
            [.. ofOutputs.Select((trees, i) => new TreeEnsemble(baseScores[i], scale: 1, link, trees))];
        return ensembles.Length == 1 ? ensembles[0] : new PerClassModel(ClassLink.Softmax, ensembles);
    }

    private static LinearModel ReadLinearModel(
        ModelField weights, double baseScore, XGBoostObjective objective, ImportedFeatures features)
    {
        var schema = features.ToSchema(objective.Task, objective.AnyTask);

        // One per feature, then the bias.
        var values = weights.Singles(features.Count + 1);
        if (values.Any(v => !float.IsFinite(v))) throw weights.Error("must hold finite numbers");
        var coefficients = new double[schema.Features.Count];
        for (var i = 0; i < features.Count; i++) coefficients[features.IndexOf(i, "A weight")] = values[i];
        if (schema.Features.FirstOrDefault(f => f.Kind == FeatureKind.Categorical) is { } categorical)
        {
            throw new ImportException(
                $"Feature '{categorical.Name}' is categorical; a linear model of XGBoost reads numbers only.");
        }

        LinearTerm[] terms = [.. coefficients.Select(c => LinearTerm.Numeric(mean: 0, c))];
        return new LinearModel(baseScore + values[^1], objective.Link, terms);
    }
}
