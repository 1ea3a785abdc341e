using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Challengers;
using RetrainGrains.Domain.Rollout;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>Models, checks and ledgers on the wire: all that depends on the shape of a model's state.</summary>
internal static class ModelMapping
{
    public static V1.Model ToWire(this ModelView view) => ToWire(view.Revision, view.State);

    public static V1.Model ToWire(this ModelRow row) => ToWire(row.Revision, DomainJson.Read<ModelState>(row.State));

    public static V1.CheckResponse ToCheck(this CheckAnswer answer)
    {
        var decision = answer.Report.Decision;
        return new V1.CheckResponse
        {
            Retrain = decision.Retrain,
            Reasons = { decision.Fired.Select(reason => reason.Text) },
            HeldBack = { decision.HeldBack },
            ReportJson = DomainJson.Write(answer.Report),
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
        };
    }

    public static V1.LedgerEntry ToWire(this LedgerRow line) => new()
    {
        Sequence = line.Sequence,
        At = Timestamp.FromDateTimeOffset(line.At),
        Kind = line.Kind,
        BodyJson = line.Body,
        Hash = line.Hash,
    };

    private static V1.Model ToWire(long revision, ModelState state) => new()
    {
        ModelId = state.ModelId,
        ModelType = state.ModelType,
        Revision = revision,
        Schema = state.Schema.ToWire(),
        PolicyJson = DomainJson.Write(state.Policy),
        Champion = state.Champion is { } champion ? ToWire(champion, state) : null,
        FormerChampions = { state.Former.Select(version => ToWire(version, state)) },
        Contestants = { Contestants(state) },
        Outcomes = state.Evidence.Outcomes,
        NewestOutcome = state.Evidence.NewestOutcome.ToWire(),
        RunInFlight = state.Run?.RunId ?? "",
        LastCheck = state.LastCheck.ToWire(),
        LastDecision = state.LastDecision ?? "",
    };

    private static V1.Champion ToWire(ModelVersion version, ModelState state)
    {
        var trained = state.Evidence.Contestants
            .SelectMany(contestant => new[] { contestant.Version, contestant.Previous })
            .FirstOrDefault(found => found?.ArtifactId == version.Lead.ArtifactId);
        return new V1.Champion
        {
            Version = version.Number.ToString(),
            Recipe = version.Lead.Recipe.Name,
            ArtifactId = version.Lead.ArtifactId,
            RunId = version.RunId,
            Parent = version.Parent?.ToString() ?? "",
            TrainedAt = (trained?.TrainedAt).ToWire(),
            PromotedAt = Timestamp.FromDateTimeOffset(version.PromotedAt),
            Rows = trained?.Data.Rows ?? 0,
            InProbation = state.Probation is not null && version.Number == state.Champion?.Number,
        };
    }

    private static IEnumerable<V1.Contestant> Contestants(ModelState state)
    {
        var record = state.Evidence.Records.FirstOrDefault() is { } snapshot ? TrackRecord.From(snapshot) : null;
        return state.Evidence.Contestants.Select((contestant, i) => new V1.Contestant
        {
            Name = contestant.Recipe.Name,
            Loss = record?.Loss(i) ?? double.NaN,
            Rows = record?.Rows ?? 0,
            TrainedAt = (contestant.Version?.TrainedAt).ToWire(),
        });
    }
}
