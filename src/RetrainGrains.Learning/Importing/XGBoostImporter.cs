using System.Globalization;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>Makes an artifact of what XGBoost 1 to 3 saves as JSON or UBJSON: gbtree, dart and gblinear.</summary>
public static class XGBoostImporter
{
    public const string LearnerName = "xgboost";

    private const int MaximumTrees = DatasetSchema.MaximumClasses * TreeEnsemble.MaximumTrees;

    /// <summary>
    /// Imports a model. Features are matched with the schema by name, or by position if the model names none; without a
    /// schema the model's own features make one. Category codes must be those that the model was trained with.
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
        var classCount = ReadClassCount(parameters);
        var objective = XGBoostObjective.Named(learner["objective"]["name"].Text, ReadVersion(root["version"]));
        var features = ReadFeatures(learner, parameters["num_feature"].Int32, schema);
        var baseScore = objective.ToScore(ReadBaseScore(parameters["base_score"]));
        var booster = learner["gradient_booster"];
        var name = booster["name"].Text;
        var isMulticlass = objective.Task == PredictionTask.MulticlassClassification;
        if (isMulticlass != classCount > 1 || (isMulticlass && name == "gblinear"))
        {
            throw parameters.Error($"has {classCount} classes; the objective or the booster '{name}' is not for them");
        }

        Model fitted = name switch
        {
            "gbtree" => Ensemble(booster["model"], []),
            "dart" => Ensemble(booster["gbtree"]["model"], booster["weight_drop"].Items(MaximumTrees)),
            "gblinear" => ReadLinearModel(booster["model"]["weights"], baseScore, objective, features),
            _ => throw new ImportException($"The booster '{name}' is not supported."),
        };
        return ImportedModel.Wrap(
            LearnerName, features.ToSchema(objective.Task, objective.AnyTask, classCount), fitted);

        Model Ensemble(ModelField trees, ModelField[] weights)
        {
            var ofOutputs = ReadTrees(trees, weights, features, Math.Max(1, classCount))
                .Select(ofOutput => new TreeEnsemble(baseScore, scale: 1, objective.Link, ofOutput)).ToArray();
            return classCount > 1 ? new PerClassModel(ClassLink.Softmax, ofOutputs) : ofOutputs[0];
        }
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
        return classes.Int32 is >= 0 and <= DatasetSchema.MaximumClasses and not 2
            ? classes.Int32
            : throw classes.Error($"is {classes.Int32}; it must be 0, 1 or "
                + $"{DatasetSchema.MinimumClasses} to {DatasetSchema.MaximumClasses}");
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

    private static Tree[][] ReadTrees(
        ModelField model, ModelField[] weights, ImportedFeatures features, int outputs)
    {
        var trees = model["trees"].Items(MaximumTrees);
        var groups = model["tree_info"].Int32s(trees.Length);
        if (groups.Any(g => g < 0 || g >= outputs))
        {
            throw model.Error($"has trees for other outputs than its {outputs}, which is not supported");
        }

        if (weights.Length > 0 && weights.Length != trees.Length)
        {
            throw model.Error($"has {trees.Length} trees and {weights.Length} weights");
        }

        var ofOutputs = Enumerable.Range(0, outputs).Select(_ => new List<Tree>()).ToArray();
        for (var i = 0; i < trees.Length; i++)
        {
            var weight = weights.Length > 0 ? weights[i].Single : 1;
            ofOutputs[groups[i]].Add(XGBoostTree.Read(trees[i], i, weight, features));
        }

        return ofOutputs.All(ofOutput => ofOutput.Count is > 0 and <= TreeEnsemble.MaximumTrees)
            ? [.. ofOutputs.Select(ofOutput => ofOutput.ToArray())]
            : throw model.Error($"has {trees.Length} trees; each output needs 1 to {TreeEnsemble.MaximumTrees}");
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
