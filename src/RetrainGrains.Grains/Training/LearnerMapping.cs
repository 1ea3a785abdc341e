using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
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
            if (ProblemOf(policy.Recipes[i]) is { } problem)
            {
                yield return Problem.Of($"policy.challengers.recipes[{i}]", policy.Recipes[i], problem);
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

    // What no learner here can carry out is said elsewhere; workers answer with one number.
    private static bool TellsClassesApart(Recipe recipe) => recipe.WorkerLearner is null
        && (LearnerRegistry.Problem(recipe.Learner) is not null
            || LearnerRegistry.Get(recipe.Learner).Supports(LearningTask.MulticlassClassification));

    // A worker may be started after the policy is set, so that only the form of its learner's name can be judged.
    private static string? ProblemOf(Recipe recipe)
    {
        if (recipe.WorkerLearner is { } offered)
        {
            return WorkerLearnerName.IsValid(offered)
                ? null
                : $"must name a worker's learner well: '{offered}' {WorkerLearnerName.Rule}";
        }
        return LearnerRegistry.Problem(recipe.Learner) is { } problem
            ? $"must be a recipe to carry out here: {problem}"
            : null;
    }

    /// <summary>A learner's hyper-parameters, with the policy's trees where it boosts any.</summary>
    public static LearnerParameters ParametersOf(ILearner learner, TreeSettings trees, TargetForm form)
    {
        var boosts = learner.Name is "leafwise" or "depthwise";
        var parameters = boosts && learner.Defaults is TreeParameters defaults
            ? defaults with
            {
                NumberOfTrees = trees.NumberOfTrees,
                NumberOfLeaves = trees.NumberOfLeaves,
                LearningRate = trees.LearningRate,
                MinimumExampleCountPerLeaf = trees.MinimumExampleCountPerLeaf,
            }
            : learner.Defaults;
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
}
