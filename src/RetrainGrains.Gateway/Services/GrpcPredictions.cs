using Grpc.Core;
using RetrainGrains.Gateway.Explanations;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Predictions;

namespace RetrainGrains.Gateway.Services;

/// <summary>The service of predictions over the wire.</summary>
internal sealed class GrpcPredictions(PredictionService service, ExplanationService explanations)
    : V1.Predictions.PredictionsBase
{
    public override Task<V1.PredictResponse> Predict(V1.PredictRequest request, ServerCallContext context) =>
        PredictAsync(request, Call.Of(context));

    public override Task<V1.PredictBatchResponse> PredictBatch(
        V1.PredictBatchRequest request, ServerCallContext context) => PredictBatchAsync(request, Call.Of(context));

    public override Task<V1.ExplainResponse> Explain(V1.ExplainRequest request, ServerCallContext context) =>
        ExplainAsync(request, Call.Of(context));

    public async Task<V1.PredictResponse> PredictAsync(V1.PredictRequest request, Call call)
    {
        var row = (request.Row ?? new V1.PredictionRow()).ToInput();
        var predicted = (await service.PredictAsync(request.ModelId, row, call.Cancellation)).OrRefuse();
        return new V1.PredictResponse
        {
            Prediction = predicted.Rows[0].ToWire(),
            Version = predicted.Version,
            Revision = predicted.Revision,
            Logged = predicted.Logged,
        };
    }

    public async Task<V1.PredictBatchResponse> PredictBatchAsync(V1.PredictBatchRequest request, Call call)
    {
        var rows = request.Rows.Select(RowMapping.ToInput).ToArray();
        var predicted = (await service.PredictAsync(request.ModelId, rows, call.Cancellation)).OrRefuse();
        return new V1.PredictBatchResponse
        {
            Predictions = { predicted.Rows.Select(RowMapping.ToWire) },
            Version = predicted.Version,
            Revision = predicted.Revision,
            Logged = predicted.Logged,
        };
    }

    public async Task<V1.ExplainResponse> ExplainAsync(V1.ExplainRequest request, Call call)
    {
        var rows = request.Rows.Select(RowMapping.ToInput).ToArray();
        return (await explanations.ExplainAsync(request.ModelId, rows, call.Cancellation)).OrRefuse().ToWire();
    }
}
