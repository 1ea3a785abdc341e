using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.NativeXGBoost;
using RetrainGrains.Learning.Stacking;
using RetrainGrains.Learning.Trees;
using FeatureKind = RetrainGrains.Domain.Observations.FeatureKind;
using LearningForm = RetrainGrains.Learning.Data.TargetForm;
using TargetForm = RetrainGrains.Domain.Challengers.TargetForm;

namespace RetrainGrains.Grains.Training;

/// <summary>
/// A model's schema and a policy's trees in the words of the learners: one place for runs and comparisons.
/// </summary>
public static class LearnerMapping
{
    public static DatasetSchema SchemaOf(FeatureSchema schema) => new(
        schema.Task == PredictionTask.Regression ? LearningTask.Regression : LearningTask.BinaryClassification,
        schema.Features.Select(feature => feature.Kind == FeatureKind.Numeric
            ? FeatureDescription.Numeric(feature.Name)
            : FeatureDescription.Categorical(feature.Name, Math.Max(1, feature.Categories.Length))),
        schema.LastValueIndex < 0 ? null : schema.LastValueIndex);

    /// <summary>What is wrong with recipes that no learner here can carry out.</summary>
    public static IEnumerable<Problem> ProblemsOf(ChallengerPolicy policy)
    {
        for (var i = 0; i < policy.Recipes.Length; i++)
        {
            var recipe = policy.Recipes[i];
            if (FailureOf(recipe, policy) is { } failure)
            {
                yield return Problem.Of(
                    $"policy.challengers.recipes[{i}]", recipe, $"must be a recipe to carry out here: {failure}");
            }
        }
    }

    /// <summary>What carries a recipe out: its learner, calibrated where it says so.</summary>
    public static ILearner LearnerOf(Recipe recipe)
    {
        var learner = LearnerRegistry.Get(recipe.Learner);
        return recipe.Calibration switch
        {
            Calibration.Isotonic => new CalibratedLearner(learner, CalibrationMethod.Isotonic),
            Calibration.Platt => new CalibratedLearner(learner, CalibrationMethod.Platt),
            _ => learner,
        };
    }

    /// <summary>A learner's hyper-parameters, with what it understands of the policy's trees.</summary>
    public static LearnerParameters ParametersOf(ILearner learner, TreeSettings trees, TargetForm form)
    {
        var parameters = learner.Defaults switch
        {
            TreeParameters defaults => TreeMapping.Apply(
                trees, defaults, boosts: learner.Name is "leafwise" or "depthwise" or "lightgbm"),
            XGBoostParameters defaults => TreeMapping.Apply(trees, defaults),
            StackedParameters defaults => defaults with
            {
                Bases = defaults.Bases.ToImmutableDictionary(
                    one => one.Key, one => ParametersOf(LearnerRegistry.Get(one.Key), trees, form)),
            },
            var others => others,
        };
        return parameters with
        {
            TargetForm = form switch
            {
                TargetForm.Change => LearningForm.Change,
                TargetForm.Log => LearningForm.Log,
                _ => LearningForm.Level,
            },
        };
    }

    // Settings out of their own range are reported where they are declared; these are the learner's limits.
    private static string? FailureOf(Recipe recipe, ChallengerPolicy policy)
    {
        if (LearnerRegistry.Problem(recipe.Learner) is { } unknown) return unknown;
        var learner = LearnerRegistry.Get(recipe.Learner);
        if (recipe.Calibration != Calibration.None && CalibratedLearner.Problem(learner) is { } uncalibrated)
        {
            return uncalibrated;
        }
        if (policy.Trees.Validate("").Any()) return null;
        var errors = ParametersOf(learner, policy.Trees, recipe.Form).Validate();
        return errors.Count == 0 ? null : string.Join(" ", errors);
    }
}
