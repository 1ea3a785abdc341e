using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Fleet.Training;

/// <summary>The schemas and parameters that learners take, of a model and its policy.</summary>
public static class LearnerMapping
{
    public static DatasetSchema SchemaOf(FeatureSchema schema) => new(
        schema.Task,
        schema.Features.Select(feature => feature.Kind == FeatureKind.Numeric
            ? FeatureDescription.Numeric(feature.Name)
            : FeatureDescription.Categorical(feature.Name, Math.Max(1, feature.Categories.Length))),
        schema.LastValueIndex < 0 ? null : schema.LastValueIndex,
        schema.Answer.Classes);

    /// <summary>The same schema with the names of its categories and classes, as foreign files have them.</summary>
    public static ImportTarget TargetOf(FeatureSchema schema) => new(
        SchemaOf(schema), [.. schema.Features.Select(feature => (IReadOnlyList<string>)feature.Categories)],
        schema.Classes);

    /// <summary>Finds recipes that no learner here can carry out.</summary>
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

    /// <summary>Finds what of a policy does not fit the model, its recipes' learners included.</summary>
    public static IReadOnlyList<Problem> ProblemsWith(ModelPolicy policy, FeatureSchema schema) =>
    [
        .. policy.ValidateFor(schema),
        .. schema.Task != PredictionTask.MulticlassClassification ? [] :
            ChallengerPlanner.Servable(policy.Challengers, schema)
                .Where(recipe => !TellsClassesApart(recipe))
                .Select(recipe => Problem.Of(
                    "policy.challengers.recipes", recipe.Name, "must have a learner that tells several classes apart")),
    ];

    /// <summary>Wraps the learner in one that calibrates it, where the recipe says so.</summary>
    public static ILearner Calibrated(this ILearner learner, Recipe recipe) =>
        recipe.Calibration is { } method ? new CalibratedLearner(learner, method) : learner;

    /// <summary>Finds the learner of this program that carries a recipe out.</summary>
    public static ILearner LearnerOf(Recipe recipe) => LearnerRegistry.BuiltIn.Get(recipe.Learner).Calibrated(recipe);

    /// <summary>Sets a learner's hyper-parameters from what it understands of the policy's trees.</summary>
    public static LearnerParameters ParametersOf(ILearner learner, TreePolicy trees, TargetForm form) =>
        learner.ParametersFor(trees) with { TargetForm = form };

    // What no learner here can carry out is said elsewhere; workers answer with one number.
    private static bool TellsClassesApart(Recipe recipe) => recipe.WorkerLearner is null
        && (LearnerRegistry.BuiltIn.Problem(recipe.Learner) is not null
            || LearnerRegistry.BuiltIn.Get(recipe.Learner).Supports(PredictionTask.MulticlassClassification));

    private static string? FailureOf(Recipe recipe, ChallengerPolicy policy)
    {
        if (recipe.WorkerLearner is { } offered) return FailureOf(offered, recipe.Calibration);
        if (LearnerRegistry.BuiltIn.Problem(recipe.Learner) is { } unknown) return unknown;
        var learner = LearnerRegistry.BuiltIn.Get(recipe.Learner);
        if (recipe.Calibration is not null && learner.CalibrationProblem is { } uncalibrated) return uncalibrated;
        // Settings out of their own range are reported where they are declared; these are the learner's limits.
        if (policy.Trees.Validate("").Any()) return null;
        var errors = ParametersOf(learner, policy.Trees, recipe.Form).Validate();
        return errors.Count == 0 ? null : string.Join(" ", errors);
    }

    // A worker may be started after the policy is set, so that only the form of its learner's name can be judged.
    private static string? FailureOf(string offered, CalibrationMethod? calibration) =>
        !WorkerLearnerName.IsValid(offered) ? $"a worker's learner '{offered}' {WorkerLearnerName.Rule}."
        : calibration is not null ? $"the worker of '{offered}' calibrates what it answers itself."
        : null;
}
