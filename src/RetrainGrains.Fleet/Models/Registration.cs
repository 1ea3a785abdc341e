using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Schedules;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>Reads a registration: everything that is wrong with it, or the event that creates the model.</summary>
internal static class Registration
{
    public static async Task<(ModelRegistered? Registered, ImmutableArray<Problem> Problems)> ReadAsync(
        IModelStore models, string modelId, RegisterModel command, DateTimeOffset now)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        problems.AddRange(command.Schema.Validate());
        if (problems.Count == 0) problems.AddRange(Given(command.Schema));
        if (problems.Count == 0) problems.AddRange(await StageProblemsAsync(models, command.Schema));
        var preset = command.Preset.Length == 0 ? Presets.Default : command.Preset;
        var basis = Presets.Find(preset);
        if (basis is null)
        {
            problems.Add(Problem.Of("preset", preset, $"must be one of {string.Join(", ", Presets.Names)}"));
        }
        var (policy, wrong) = PolicyRequest.Read(
            command.PolicyJson, basis ?? new(), problems.Count == 0 ? command.Schema : null);
        problems.AddRange(wrong);
        if (problems.Count == 0 && ChallengerPlanner.Servable(policy.Challengers, command.Schema).IsEmpty)
        {
            problems.Add(Problem.Of("policy.challengers.recipes", string.Join(", ", policy.Challengers.Recipes),
                "must have a recipe that the schema can serve: change and last-value need schema.lastValue, "
                    + "isotonic and platt a binary classification"));
        }
        if (problems.Count == 0) problems.AddRange(ChangeCheck.ProblemsWith(command.Schema, policy.Triggers.Change));
        return problems.Count > 0
            ? (null, problems.ToImmutable())
            : (ModelLifecycle.Register(modelId, command.ModelType, command.Schema, policy, command.Seed, now), []);
    }

    // What a schema has become is the server's to say.
    private static IEnumerable<Problem> Given(FeatureSchema schema)
    {
        if (schema.Version != 0)
            yield return Problem.Of("schema.version", schema.Version, "must be left out: it counts later changes");
        for (var i = 0; i < schema.Features.Length; i++)
        {
            if (schema.Features[i] is { IsRetired: false, FormerNames: null }) continue;
            yield return Problem.Of(
                $"schema.features[{i}]", schema.Features[i].Name,
                "must have no former names and not be retired: it is new here");
        }
    }

    /// <summary>Finds what is wrong with the models that feed a schema.</summary>
    public static async Task<IEnumerable<Problem>> StageProblemsAsync(IModelStore models, FeatureSchema schema)
    {
        var feeding = new Dictionary<string, FeatureSchema?>();
        foreach (var id in TwoStages.Feeding(schema))
        {
            var row = await models.FindAsync(id);
            feeding[id] = row is null ? null : DomainJson.Read<ModelState>(row.State).Schema;
        }
        return TwoStages.ProblemsWith(schema, feeding);
    }

    public static ModelCommit CommitOf(ModelRegistered registered, AskedRequest asked) => new()
    {
        ModelId = registered.ModelId,
        ModelType = registered.ModelType,
        ExpectedRevision = 0,
        State = DomainJson.Write(ModelLifecycle.Start(registered)),
        At = registered.At,
        Ledger = [new LedgerAppend(registered.At, registered.Kind, DomainJson.Write<LifecycleEvent>(registered))],
        Schedule = new ScheduleRow(
            registered.ModelId, Shards.Of(registered.ModelId),
            NextCheck.After(registered.Policy.Schedule, registered.ModelId, registered.At)),
        Outcomes = registered.Policy.Outcomes,
        Request = Requests.Of(asked),
    };
}
