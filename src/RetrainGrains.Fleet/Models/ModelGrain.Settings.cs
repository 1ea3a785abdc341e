using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Models;

public sealed partial class ModelGrain
{
    public async Task<Answer<ModelView>> SetPolicy(SetModelPolicy command)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        var (policy, problems) = PolicyRequest.Read(command, session!.State);
        if (problems.Length > 0) return new Refusal(RefusalKind.Invalid, problems);
        var answer = await CommandAsync(
            command.ExpectedRevision, Requests.Asked(command.RequestId, command),
            _ => new PolicyAsked(policy, command.By));
        // Under the schedule before, the next check may be weeks away.
        await Shard.Join(ModelId, NextCheckAt);
        return answer;
    }

    public async Task<Answer<ModelView>> ChangeSchema(ChangeModelSchema command)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        var asked = Requests.Asked(command.RequestId, command);
        if (await EarlierAsync(asked) is { } earlier) return Repeat(earlier);
        var state = session!.State;
        if (state.Run is { } run) return Refusals.SchemaInTraining(ModelId, run.RunId);
        var fed = await FedModels.FindAsync(database.Models, ModelId);
        var problems = await ProblemsOfAsync(state, command.Change, fed);
        if (problems.Length > 0) return new Refusal(RefusalKind.Invalid, problems);
        var missing = FedModels.MissingIn(fed, command.Change);
        return await CommandAsync(
            command.ExpectedRevision, asked, _ => new SchemaAsked(command.Change, command.By, command.Reason)
            {
                MissingIn = missing,
            });
    }

    public Task<Answer<ModelView>> RetireCandidate(RetireCandidate command) => CommandAsync(
        command.ExpectedRevision, Requests.Asked(command.RequestId, command),
        current => command.Restore
            ? new RestorationAsked(current.LearnedState, command.Candidate, command.By, command.Reason)
            : new RetirementAsked(current.LearnedState, command.Candidate, command.By, command.Reason));

    // The policy names features, what feeds the model takes some of them, and it takes features of the models that are
    // fed by it: all must hold afterwards too.
    private async Task<ImmutableArray<Problem>> ProblemsOfAsync(
        ModelState state, SchemaChange change, IReadOnlyDictionary<string, FeatureSchema> fed)
    {
        var (schema, problems) = SchemaChangeRule.Apply(state.Schema, change);
        if (!problems.IsEmpty) return problems;
        return
        [
            .. await Registration.StageProblemsAsync(database.Models, schema),
            .. fed.SelectMany(one => TwoStages.ProblemsOfFed(one.Key, one.Value, state.Schema, schema, change)),
            .. LearnerMapping.ProblemsWith(state.Policy, schema),
        ];
    }

    private async Task<EarlierRequest?> EarlierAsync(AskedRequest asked) =>
        asked.RequestId is { Length: > 0 } id && await database.Models.FindRequestAsync(ModelId, id) is { } row
            ? Requests.Read(row, asked)
            : null;

    private Answer<ModelView> Repeat(EarlierRequest earlier) =>
        earlier.IsSame ? View() : Refusals.Repeated(earlier.RequestId);
}
