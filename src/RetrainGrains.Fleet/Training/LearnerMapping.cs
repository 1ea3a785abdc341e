using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.NativeXGBoost;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Stacking;
using RetrainGrains.Learning.Trees;
using FeatureKind = RetrainGrains.Domain.Observations.FeatureKind;
using LearningForm = RetrainGrains.Learning.Data.TargetForm;
using TargetForm = RetrainGrains.Domain.Candidates.TargetForm;

namespace RetrainGrains.Fleet.Training;

/// <summary>
/// A model's schema and a policy's trees in the words of the learners: one place for runs and comparisons.
/// </summary>
public static class LearnerMapping
{
    public static DatasetSchema SchemaOf(FeatureSchema schema) => new(
        TaskOf(schema.Task),
        schema.Features.Select(feature => feature.Kind == FeatureKind.Numeric
            ? FeatureDescription.Numeric(feature.Name)
            : FeatureDescription.Categorical(feature.Name, Math.Max(1, feature.Categories.Length))),
        schema.LastValueIndex < 0 ? null : schema.LastValueIndex,
        schema.Answer.Classes);

    private static LearningTask TaskOf(PredictionTask task) => task switch
    {
        PredictionTask.Regression => LearningTask.Regression,
        PredictionTask.BinaryClassification => LearningTask.BinaryClassification,
        _ => LearningTask.MulticlassClassification,
    };

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

    /// <summary>What of a policy does not fit the model, its recipes' learners included.</summary>
    public static IReadOnlyList<Problem> ProblemsWith(ModelPolicy policy, FeatureSchema schema) =>
    [
        .. policy.ValidateFor(schema),
        .. schema.Task != PredictionTask.MulticlassClassification ? [] :
            ChallengerPlanner.Servable(policy.Challengers, schema)
                .Where(recipe => !TellsClassesApart(recipe))
                .Select(recipe => Problem.Of(
                    "policy.challengers.recipes", recipe.Name, "must have a learner that tells several classes apart")),
    ];

    /// <summary>The learner, calibrated where the recipe says so.</summary>
    public static ILearner Calibrated(this ILearner learner, Recipe recipe) => recipe.Calibration switch
    {
        Calibration.Isotonic => new CalibratedLearner(learner, CalibrationMethod.Isotonic),
        Calibration.Platt => new CalibratedLearner(learner, CalibrationMethod.Platt),
        _ => learner,
    };

    /// <summary>What carries a recipe out in this program.</summary>
    public static ILearner LearnerOf(Recipe recipe) => LearnerRegistry.Get(recipe.Learner).Calibrated(recipe);

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
    // What no learner here can carry out is said elsewhere; workers answer with one number.
    private static bool TellsClassesApart(Recipe recipe) => recipe.WorkerLearner is null
        && (LearnerRegistry.Problem(recipe.Learner) is not null
            || LearnerRegistry.Get(recipe.Learner).Supports(LearningTask.MulticlassClassification));

    private static string? FailureOf(Recipe recipe, ChallengerPolicy policy)
    {
        if (recipe.WorkerLearner is { } offered) return FailureOf(offered, recipe.Calibration);
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

    // A worker may be started after the policy is set, so that only the form of its learner's name can be judged.
    private static string? FailureOf(string offered, Calibration calibration) =>
        !WorkerLearnerName.IsValid(offered) ? $"a worker's learner '{offered}' {WorkerLearnerName.Rule}."
        : calibration != Calibration.None ? $"the worker of '{offered}' calibrates what it answers itself."
        : null;
}
