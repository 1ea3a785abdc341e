using Grpc.Net.Client;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Serving;

namespace RetrainGrains.Server.Demo;

/// <summary>Follows one model's ledger over gRPC, and lets its station and its story know.</summary>
internal sealed class LedgerReader(
    StationClient station, GrpcChannel channel, ScorerCache scorers, DateTimeOffset start)
{
    private const int Page = 500;

    private readonly V1.Models.ModelsClient models = new(channel);
    private FeatureSchema? schema;
    private long next = 1;

    public StationClient Station { get; } = station;
    public StationStory Story { get; } = new(station.Plan);

    /// <summary>Reads the lines that were added to the ledger since the last reading.</summary>
    public async Task<IReadOnlyList<StoryLine>> ReadAsync(CancellationToken cancellation)
    {
        var lines = new List<StoryLine>();
        V1.HistoryResponse page;
        do
        {
            page = await models.HistoryAsync(
                new V1.HistoryRequest { ModelId = Station.Plan.ModelId, FromSequence = next, PageSize = Page },
                cancellationToken: cancellation);
            foreach (var entry in page.Entries)
            {
                var happened = DomainJson.Read<LifecycleEvent>(entry.BodyJson);
                lines.AddRange(Story.Tell(happened, entry.At.ToDateTimeOffset()));
                await TellStationAsync(happened, (entry.At.ToDateTimeOffset() - start).TotalDays, cancellation);
            }
            next = page.NextSequence;
        }
        while (page.Entries.Count == Page);
        return lines;
    }

    private async Task TellStationAsync(LifecycleEvent happened, double day, CancellationToken cancellation)
    {
        if (happened is ModelRegistered registered) schema = registered.Schema;
        if (happened is ProbationPassed) Station.Sensor?.ProbationPassed(day);
        if (happened is ChampionRolledBack) Station.Sensor?.RolledBack(day);
        if (happened is not ChampionPromoted promoted) return;
        Station.Sensor?.Promoted(day);
        if (!Station.FirstVersion.IsKnown)
            await Station.FirstVersion.LearnAsync(schema!, promoted.Version, scorers, cancellation);
    }
}
