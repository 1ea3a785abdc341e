using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Formats;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>
/// The form of models, checks and ledgers on the wire: all that depends on the shape of a model's state.
/// </summary>
internal static class ModelMapping
{
    public static V1.Model ToWire(this ModelRow row)
    {
        var state = DomainJson.Read<ModelState>(row.State);
        var learned = row.LearnedState is { } bytes ? LearnedStateCodec.Read(bytes) : LearnedState.None(state);
        return ModelView.Of(row.Revision, state, learned).ToWire();
    }

    public static V1.CheckResponse ToCheck(this CheckAnswer answer)
    {
        var decision = answer.Report.Decision;
        return new V1.CheckResponse
        {
            Retrain = decision.Retrain,
            Reasons = { decision.Fired.Select(reason => reason.Text) },
            HeldBack = { decision.HeldBack },
            Report = answer.Report.ToStruct(),
            Explanation = { answer.Report.Explanation },
        };
    }

    public static V1.TriggerResponse ToTrigger(this CheckAnswer answer)
    {
        var decision = answer.Report.Decision;
        return new V1.TriggerResponse
        {
            Started = answer.RunId is not null,
            RunId = answer.RunId ?? "",
            Reasons = { decision.Fired.Select(reason => reason.Text) },
            HeldBack = { decision.HeldBack },
            Recipes = { answer.Recipes },
        };
    }

    public static V1.LedgerEntry ToWire(this LedgerRow line) => new()
    {
        Sequence = line.Sequence,
        At = line.At.ToWire(),
        Kind = line.Kind,
        BodyJson = line.Body,
        Body = Struct.Parser.ParseJson(line.Body),
        Hash = line.Hash,
    };

    public static V1.Model ToWire(this ModelView view)
    {
        var state = view.State;
        return new V1.Model
        {
            ModelId = state.ModelId,
            ModelType = state.ModelType,
            Revision = view.Revision,
            Schema = state.Schema.ToWire(),
            Policy = state.Policy.ToStruct(),
            Champion = state.Champion is { } champion ? ToWire(champion, state) : null,
            FormerChampions = { state.Former.Select(version => ToWire(version, state)) },
            Candidates = { view.Standings.Select(ToWire) },
            Outcomes = view.Outcomes,
            NewestOutcome = view.NewestOutcome.ToWire(),
            RunInFlight = state.Run?.RunId ?? "",
            LastCheck = state.LastCheck.ToWire(),
            LastDecision = state.LastDecision ?? "",
            NotCompared = { state.NotCompared },
            Regrets = { view.Regrets.Select(ToWire) },
            NextCheck = view.NextCheck.ToWire(),
            ImportReport = view.Import?.ToWire(),
        };
    }

    private static V1.Regret ToWire(DiscountedRegret regret)
    {
        var wire = new V1.Regret
        {
            HalfLife = Duration.FromTimeSpan(regret.HalfLife),
            Rows = regret.Rows,
            ServedLoss = regret.ServedLoss,
            Best = regret.Best,
            BestLoss = regret.BestLoss,
            Ratio = regret.Ratio,
            Loss = Losses.NameOf(regret.Loss),
        };
        if (regret.Bound is { } bound) wire.Bound = bound;
        return wire;
    }

    private static V1.Champion ToWire(ModelVersion version, ModelState state)
    {
        var trained = TrainedAs(version.Lead, state);
        return new V1.Champion
        {
            Version = version.Number.ToString(),
            Recipe = version.Lead.Recipe.Name,
            ArtifactId = version.Lead.ArtifactId,
            RunId = version.RunId,
            Parent = version.Parent?.ToString() ?? "",
            TrainedAt = (trained?.TrainedAt).ToWire(),
            PromotedAt = version.PromotedAt.ToWire(),
            Rows = trained?.Data.Rows ?? 0,
            InProbation = state.Probation is not null && version.Number == state.Champion?.Number,
            Members = { version.Members.Select(member => ToWire(member, state)) },
            ImportedFrom = version.ImportedFrom ?? "",
            Dataset = trained?.ToDataset(),
        };
    }

    // Only candidates say how they were trained; the ledger says it of all.
    private static TrainedVersion? TrainedAs(Member member, ModelState state) => state.Candidates
        .SelectMany(candidate => new[] { candidate.Version, candidate.Previous })
        .FirstOrDefault(found => found is { ImportedFrom: null } && found.ArtifactId == member.ArtifactId);

    private static V1.Dataset ToDataset(this TrainedVersion version) => new()
    {
        Fingerprint = version.Data.Fingerprint ?? "",
        From = version.Data.From.ToWire(),
        To = version.Data.To.ToWire(),
        Rows = version.Data.Rows,
        Seed = version.Seed,
        Parameters = { version.Parameters ?? ImmutableSortedDictionary<string, double>.Empty },
    };

    private static V1.Member ToWire(Member member, ModelState state) => new()
    {
        Recipe = member.Recipe.Name,
        ArtifactId = member.ArtifactId,
        Weight = member.Weight,
        Dataset = TrainedAs(member, state)?.ToDataset(),
    };

    private static V1.Candidate ToWire(CandidateStanding standing) => new()
    {
        Name = standing.Name,
        Loss = standing.Loss,
        CorrectedLoss = standing.CorrectedLoss,
        Rows = standing.Rows,
        Weight = standing.Weight,
        TrainedAt = (standing.Version?.TrainedAt).ToWire(),
        Dataset = standing.Version?.ToDataset(),
        Retired = standing.Retired is { } retired
            ? new V1.CandidateRetirement
            {
                By = retired.By, Reason = retired.Reason, At = retired.At.ToWire(), UntilTrained = retired.UntilTrained,
            }
            : null,
    };
}
