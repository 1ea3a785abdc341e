using System.Globalization;
using Grpc.Core;
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
        var problems = new ProblemList();
        for (var i = 0; i < request.Results.Count && !problems.IsFull; i++)
        {
            var result = request.Results[i];
            var byPlace = result.Entity.Length > 0 && result.Time is not null;
            if (result.PredictionId.Length > 0 ? result.Entity.Length > 0 || result.Time is not null : !byPlace)
            {
                problems.Add(
                    $"results[{i}].prediction_id", result.PredictionId,
                    "must be given, or entity and time in its place");
            }
        }
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
        var outcomes = request.Results.Select(ToInput).ToArray();
        return (await service.RecordAsync(request.ModelId, outcomes, context.CancellationToken)).OrRefuse().ToWire();
    }

    /// <summary>Makes the id under which a prediction about an entity at a time is asked for.</summary>
    public static string IdOf(string entity, DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture, $"{entity}@{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    private static OutcomeInput ToInput(V1.RaceResult result) => new(
        result.PredictionId.Length > 0 ? result.PredictionId : IdOf(result.Entity, result.Time.ToTime()!.Value),
        result.Value, null, result.Label.Length == 0 ? null : result.Label);
}
