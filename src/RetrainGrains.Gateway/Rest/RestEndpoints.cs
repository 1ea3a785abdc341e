using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Services;

namespace RetrainGrains.Gateway.Rest;

/// <summary>
/// The same operations as over gRPC, as JSON. A model's id is one segment of the path: a '/' in it is written %2F.
/// </summary>
internal static class RestEndpoints
{
    public static void MapRest(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var commands = services.GetRequiredService<ModelCommands>();
        var queries = services.GetRequiredService<ModelQueries>();
        var predictions = services.GetRequiredService<GrpcPredictions>();
        var observations = services.GetRequiredService<GrpcObservations>();
        var fleet = services.GetRequiredService<GrpcFleet>();
        var models = app.MapGroup("/v1/models").AddEndpointFilter<RouteGroupBuilder, RestFailures>();

        app.MapGroup("/v1/fleet").AddEndpointFilter<RouteGroupBuilder, RestFailures>()
            .Read("", async http => await fleet.StatusAsync(Call.Of(http)));

        models.Read("", async http => await queries.ListAsync(RestRequest.List(http), Call.Of(http)));
        models.Read("/{id}", async http => await commands.DescribeAsync(RestRequest.Describe(http), Call.Of(http)));
        models.Read(
            "/{id}/history", async http => await queries.HistoryAsync(RestRequest.History(http), Call.Of(http)));

        models.Write<V1.RegisterRequest>("POST", "", async (body, call) => await commands.RegisterAsync(body, call));
        models.Write<V1.SetPolicyRequest>(
            "PUT", "/{id}/policy", async (body, call) => await commands.SetPolicyAsync(body, call));
        models.Write<V1.CheckRequest>(
            "POST", "/{id}:check", async (body, call) => await commands.CheckAsync(body, call));
        models.Write<V1.TriggerRequest>(
            "POST", "/{id}:trigger", async (body, call) => await commands.TriggerAsync(body, call));
        models.Write<V1.PromoteRequest>(
            "POST", "/{id}:promote", async (body, call) => await commands.PromoteAsync(body, call));
        models.Write<V1.ImportRequest>(
            "POST", "/{id}:import", async (body, call) => await commands.ImportAsync(body, call));
        models.Write<V1.RollbackRequest>(
            "POST", "/{id}:rollback", async (body, call) => await commands.RollbackAsync(body, call));
        models.Write<V1.PredictRequest>(
            "POST", "/{id}:predict", async (body, call) => await predictions.PredictAsync(body, call));
        models.Write<V1.PredictBatchRequest>(
            "POST", "/{id}:predictBatch", async (body, call) => await predictions.PredictBatchAsync(body, call));
        models.Write<V1.ExplainRequest>(
            "POST", "/{id}:explain", async (body, call) => await predictions.ExplainAsync(body, call));
        models.Write<V1.RecordOutcomesRequest>(
            "POST", "/{id}:recordOutcomes", async (body, call) => await observations.RecordOutcomesAsync(body, call));
        models.Write<V1.ImportHistoryRequest>(
            "POST", "/{id}:importHistory", async (body, call) => await observations.ImportHistoryAsync(body, call));
    }

    private static void Read(this RouteGroupBuilder group, string pattern, Func<HttpContext, Task<IMessage>> read) =>
        group.MapGet(pattern, async Task<IResult> (HttpContext http) => JsonBody.Write(await read(http)));

    private static void Write<TRequest>(
        this RouteGroupBuilder group, string method, string pattern, Func<TRequest, Call, Task<IMessage>> write)
        where TRequest : IMessage, new()
    {
        var services = ((IEndpointRouteBuilder)group).ServiceProvider;
        var bytesMax = services.GetRequiredService<GatewayOptions>().RequestBytesMax;
        group.MapMethods(pattern, [method], async Task<IResult> (HttpContext http) =>
        {
            var body = await JsonBody.ReadAsync<TRequest>(http.Request, bytesMax);
            RestRequest.Address(body, http);
            return JsonBody.Write(await write(body, Call.Of(http)));
        });
    }
}
