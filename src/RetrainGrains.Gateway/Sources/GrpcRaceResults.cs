using System.Globalization;
using Grpc.Core;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Sources;

/// <summary>The gRPC service of a race predictor's path: outcomes by prediction id, or by entity and time.</summary>
internal sealed class GrpcRaceResults(OutcomeService service) : V1.RaceResults.RaceResultsBase
{
    public override async Task<V1.RecordResponse> Submit(
        V1.SubmitRaceResultsRequest request, ServerCallContext context)
    {
        var unread = UnreadRows.Of(context);
        var outcomes = request.Results.Select((result, i) => ToInput(result, unread?.At(i))).ToArray();
        return (await service.RecordAsync(request.ModelId, outcomes, context.CancellationToken)).OrRefuse().ToWire();
    }

    /// <summary>Makes the id under which a prediction about an entity at a time is asked for.</summary>
    public static string IdOf(string entity, DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture, $"{entity}@{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    private static OutcomeInput ToInput(V1.RaceResult result, ImmutableArray<Problem>? unread)
    {
        var byPlace = result.Entity.Length > 0 && result.Time is not null;
        var isNamed = result.PredictionId.Length > 0 ? result.Entity.Length == 0 && result.Time is null : byPlace;
        if (!isNamed) unread ??= [Unnamed(result.PredictionId)];
        return new OutcomeInput(
            byPlace ? IdOf(result.Entity, result.Time.ToTime()!.Value) : result.PredictionId,
            result.HasValue ? result.Value : null, null, result.Label.Length == 0 ? null : result.Label)
        {
            Unread = unread,
        };
    }

    private static Problem Unnamed(string predictionId) => Problem.Of(
        "prediction_id", predictionId, "must be given, or entity and time in its place",
        predictionId.Length == 0 ? FaultKind.Missing : FaultKind.Contradiction);
}
