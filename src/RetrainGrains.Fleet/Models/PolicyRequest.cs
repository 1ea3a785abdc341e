using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Models;

/// <summary>The policy that a caller asks for, with everything that is wrong with it.</summary>
internal static class PolicyRequest
{
    /// <summary>Reads a policy that replaces a model's, or changes it.</summary>
    public static (ModelPolicy Policy, ImmutableArray<Problem> Problems) Read(
        SetModelPolicy command, ModelState state) =>
        Read(command.PolicyJson, command.Replaces ? new() : state.Policy, state.Schema);

    /// <summary>
    /// Reads a policy as JSON over the one in force; an empty text asks for that one. Without a valid schema the rules
    /// that need one are left for later.
    /// </summary>
    public static (ModelPolicy Policy, ImmutableArray<Problem> Problems) Read(
        string json, ModelPolicy basis, FeatureSchema? schema)
    {
        var (policy, wrong) = json.Length == 0 ? (basis, []) : PolicyReader.Read(json, basis);
        Problem[] problems = [.. wrong, .. LearnerMapping.ProblemsOf(policy.Challengers)];
        return (policy, problems.Length == 0 && schema is not null
            ? [.. LearnerMapping.ProblemsWith(policy, schema)]
            : [.. problems]);
    }
}
