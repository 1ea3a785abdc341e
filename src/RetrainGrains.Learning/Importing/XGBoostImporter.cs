using System.Globalization;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>Makes an artifact of what XGBoost 1 to 3 saves as JSON or UBJSON: gbtree, dart and gblinear.</summary>
public static class XGBoostImporter
{
    public const string LearnerName = "xgboost";

    /// <summary>
    /// Features are matched with the schema by name, or by position if the model names none; without a schema the
    /// model's own features make one. Category codes must be those that the model was trained with.
    /// </summary>
    public static Artifact Import(ReadOnlyMemory<byte> model, DatasetSchema? schema = null)
    {
        if (model.Length is < 2 or > Artifact.MaximumBytes)
        {
            throw new ImportException($"A model has 2 to {Artifact.MaximumBytes} bytes, this has {model.Length}.");
        }

        var json = IsBinary(model.Span) ? UniversalBinaryJson.ToJson(model.Span) : model;
        var root = ModelField.Parse(json);
        var learner = root["learner"];
        var parameters = learner["learner_model_param"];
        RequireOneOutput(parameters);
        var objective = XGBoostObjective.Named(learner["objective"]["name"].Text, ReadVersion(root["version"]));
        var features = ReadFeatures(learner, parameters["num_feature"].Int32, schema);
        var baseScore = objective.ToScore(ReadBaseScore(parameters["base_score"]));
        var booster = learner["gradient_booster"];
        Model fitted = booster["name"].Text switch
        {
            "gbtree" => Ensemble(booster["model"], []),
            "dart" => Ensemble(booster["gbtree"]["model"], booster["weight_drop"].Items(TreeEnsemble.MaximumTrees)),
            "gblinear" => ReadLinearModel(booster["model"]["weights"], baseScore, objective, features),
            var name => throw new ImportException($"The booster '{name}' is not supported."),
        };
        return ImportedModel.Wrap(LearnerName, features.ToSchema(objective.Task, objective.AnyTask), fitted);

        TreeEnsemble Ensemble(ModelField trees, ModelField[] weights) =>
            new(baseScore, scale: 1, objective.Link, ReadTrees(trees, weights, features));
    }

    // UBJSON follows the opening brace with the type of the first name's length.
    private static bool IsBinary(ReadOnlySpan<byte> model) => "iUIlL"u8.Contains(model[1]);

    private static void RequireOneOutput(ModelField parameters)
    {
        if (parameters.Find("num_class") is { } classes && classes.Int32 > 1)
        {
            throw classes.Error($"is {classes.Int32}: models of several classes are not supported");
        }

        if (parameters.Find("num_target") is { } targets && targets.Int32 > 1)
        {
            throw targets.Error($"is {targets.Int32}: models of several targets are not supported");
        }
    }

    private static Version ReadVersion(ModelField field)
    {
        var parts = field.Int32s(3);
        return parts.All(p => p >= 0)
            ? new Version(parts[0], parts[1], parts[2])
            : throw field.Error("must hold whole numbers from zero on");
    }

    // From version 3.1 on it is an array in a text: "[5E-1]".
    private static double ReadBaseScore(ModelField field)
    {
        var text = field.Text.Trim('[', ']');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var baseScore)
            ? baseScore
            : throw field.Error($"is '{field.Text}'; it must be one number");
    }

    private static ImportedFeatures ReadFeatures(ModelField learner, int count, DatasetSchema? schema)
    {
        const string CountingPrefix = "f";
        var named = learner.Find("feature_names")?.Items(DatasetSchema.MaximumFeatures) ?? [];
        var types = learner.Find("feature_types")?.Items(DatasetSchema.MaximumFeatures) ?? [];
        if (count is < 1 or > DatasetSchema.MaximumFeatures)
        {
            throw learner.Error($"has num_feature {count}; it must be from 1 to {DatasetSchema.MaximumFeatures}");
        }

        if ((named.Length > 0 && named.Length != count) || (types.Length > 0 && types.Length != count))
        {
            throw learner.Error($"has {named.Length} feature names and {types.Length} types for {count} features");
        }

        string[] names = named.Length > 0
            ? [.. named.Select(n => n.Text)]
            : [.. Enumerable.Range(0, count).Select(i => CountingPrefix + i)];
        bool[] isCategorical = types.Length > 0 ? [.. types.Select(t => t.Text == "c")] : new bool[count];
        return new ImportedFeatures(names, named.Length > 0, isCategorical, CountingPrefix, schema);
    }

    private static Tree[] ReadTrees(ModelField model, ModelField[] weights, ImportedFeatures features)
    {
        var trees = model["trees"].Items(TreeEnsemble.MaximumTrees);
        var groups = model["tree_info"].Int32s(trees.Length);
        if (groups.Any(g => g != 0))
        {
            throw model.Error("has trees for several outputs, which are not supported");
        }

        if (trees.Length == 0 || (weights.Length > 0 && weights.Length != trees.Length))
        {
            throw model.Error($"has {trees.Length} trees and {weights.Length} weights; at least one tree is needed");
        }

        return [.. trees.Select((tree, i) =>
            XGBoostTree.Read(tree, i, weights.Length > 0 ? weights[i].Single : 1, features))];
    }

    private static LinearModel ReadLinearModel(
        ModelField weights, double baseScore, XGBoostObjective objective, ImportedFeatures features)
    {
        var schema = features.ToSchema(objective.Task, objective.AnyTask);

        // One per feature, then the bias.
        var values = weights.Singles(features.Count + 1);
        if (values.Any(v => !float.IsFinite(v)))
        {
            throw weights.Error("must hold finite numbers");
        }

        var coefficients = new double[schema.Features.Count];
        for (var i = 0; i < features.Count; i++)
        {
            coefficients[features.IndexOf(i, "A weight")] = values[i];
        }

        if (schema.Features.FirstOrDefault(f => f.Kind == FeatureKind.Categorical) is { } categorical)
        {
            throw new ImportException(
                $"Feature '{categorical.Name}' is categorical; a linear model of XGBoost reads numbers only.");
        }

        LinearTerm[] terms = [.. coefficients.Select(c => LinearTerm.Numeric(mean: 0, c))];
        return new LinearModel(baseScore + values[^1], objective.Link, terms);
    }
}
