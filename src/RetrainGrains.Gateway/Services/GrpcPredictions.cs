using System.Threading.Channels;
using Grpc.Core;
using RetrainGrains.Gateway.Explanations;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Predictions;

namespace RetrainGrains.Gateway.Services;

/// <summary>The gRPC service of predictions.</summary>
internal sealed class GrpcPredictions(PredictionService service, ExplanationService explanations)
    : V1.Predictions.PredictionsBase
{
    // Batches of one stream at once: enough that the next is scored while the one before waits for its commit.
    private const int BatchesAhead = 4;

    public override async Task<V1.PredictResponse> Predict(V1.PredictRequest request, ServerCallContext context)
    {
        var row = (request.Row ?? new V1.PredictionRow()).ToInput();
        var predicted = (await service.PredictAsync(request.ModelId, row, context.CancellationToken)).OrRefuse();
        return new V1.PredictResponse
        {
            Prediction = predicted.Rows[0].ToWire(),
            Version = predicted.Version,
            Revision = predicted.Revision,
            Logged = predicted.Logged,
        };
    }

    public override Task<V1.PredictBatchResponse> PredictBatch(
        V1.PredictBatchRequest request, ServerCallContext context) => BatchAsync(request, context.CancellationToken);

    public override async Task PredictStream(
        IAsyncStreamReader<V1.PredictBatchRequest> requestStream,
        IServerStreamWriter<V1.PredictBatchResponse> responseStream, ServerCallContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        // One waits to be written, and the channel holds the others.
        var answers = Channel.CreateBounded<Task<V1.PredictBatchResponse>>(BatchesAhead - 1);
        var reading = ReadAsync(requestStream, answers.Writer, stop.Token);
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(stop.Token))
            {
                await responseStream.WriteAsync(await answer, stop.Token);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await reading;
    }

    public override async Task<V1.ExplainResponse> Explain(V1.ExplainRequest request, ServerCallContext context)
    {
        var rows = request.Rows.Select(RowMapping.ToInput).ToArray();
        return (await explanations.ExplainAsync(request.ModelId, rows, context.CancellationToken)).OrRefuse().ToWire();
    }

    private async Task ReadAsync(
        IAsyncStreamReader<V1.PredictBatchRequest> requests, ChannelWriter<Task<V1.PredictBatchResponse>> answers,
        CancellationToken cancellation)
    {
        try
        {
            while (await requests.MoveNext(cancellation))
            {
                await answers.WriteAsync(BatchAsync(requests.Current, cancellation), cancellation);
            }
        }
        finally
        {
            answers.Complete();
        }
    }

    private async Task<V1.PredictBatchResponse> BatchAsync(
        V1.PredictBatchRequest request, CancellationToken cancellation)
    {
        var rows = request.Rows.Select(RowMapping.ToInput).ToArray();
        var predicted = (await service.PredictAsync(request.ModelId, rows, cancellation)).OrRefuse();
        return new V1.PredictBatchResponse
        {
            Predictions = { predicted.Rows.Select(RowMapping.ToWire) },
            Version = predicted.Version,
            Revision = predicted.Revision,
            Logged = predicted.Logged,
        };
    }
}
