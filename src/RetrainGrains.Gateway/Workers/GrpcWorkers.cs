using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Workers;

/// <summary>
/// The service of workers over the wire: one call is one stream of one worker, from its offer to its end.
/// </summary>
internal sealed partial class GrpcWorkers(
    WorkerHub hub, WorkerOptions options, TimeProvider clock, IHostApplicationLifetime host,
    ILogger<GrpcWorkers> log)
    : V1.Workers.WorkersBase
{
    public override async Task Train(
        IAsyncStreamReader<V1.TrainingReport> requestStream, IServerStreamWriter<V1.TrainingTask> responseStream,
        ServerCallContext context)
    {
        var reports = Read(requestStream, context);
        if (!await reports.MoveNextAsync()) return;
        var offer = reports.Current.Offer;
        WorkerRules.Check(offer, trains: true);
        var writer = new TaskWriter<V1.TrainingTask>(responseStream);
        var stream = new TrainingStream(offer, writer, options);
        var terms = new V1.TrainingTask { Terms = Terms() };
        LogTrains(offer.Worker, NamesIn(offer));
        var open = () => writer.OpenAsync(terms, () => Join(hub.TryAdd(stream)));
        await FollowAsync(open, reports, stream.Take, end =>
        {
            hub.Remove(stream);
            stream.End(end);
            LogTrainsNoMore(offer.Worker, end);
        });
    }

    public override async Task Score(
        IAsyncStreamReader<V1.ScoringReport> requestStream, IServerStreamWriter<V1.ScoringTask> responseStream,
        ServerCallContext context)
    {
        var reports = Read(requestStream, context);
        if (!await reports.MoveNextAsync()) return;
        var offer = reports.Current.Offer;
        WorkerRules.Check(offer, trains: false);
        var writer = new TaskWriter<V1.ScoringTask>(responseStream);
        var terms = Terms();
        (terms.ArtifactsMax, terms.RequestsMax) = (options.ArtifactsMax, options.RequestsMax);
        var stream = new ScoringStream(offer, writer, options, clock, log);
        LogScores(offer.Worker, NamesIn(offer));
        var open = () => writer.OpenAsync(
            new V1.ScoringTask { Terms = terms }, () => Join(hub.TryAdd(stream)));
        await FollowAsync(open, reports, stream.Take, end =>
        {
            hub.Remove(stream);
            stream.End();
            LogScoresNoMore(offer.Worker, end);
        });
    }

    private ReportReader<TReport> Read<TReport>(IAsyncStreamReader<TReport> stream, ServerCallContext context) =>
        new(stream, options, clock, host, context.CancellationToken);

    private static async Task FollowAsync<TReport>(
        Func<Task> open, ReportReader<TReport> reports, Action<TReport> take, Action<string> close)
    {
        var end = "it has left";
        try
        {
            await open();
            while (await reports.MoveNextAsync()) take(reports.Current);
        }
        catch (RpcException error)
        {
            end = error.Status.Detail;
            throw;
        }
        finally
        {
            close(end);
        }
    }

    private V1.Terms Terms() => new()
    {
        HeartbeatEvery = Duration.FromTimeSpan(options.HeartbeatEvery),
        LostAfter = Duration.FromTimeSpan(options.LostAfter),
        ChunkBytesMax = options.ChunkBytesMax,
        ArtifactBytesMax = options.ArtifactBytesMax,
    };

    private void Join(bool hasRoom)
    {
        if (hasRoom) return;
        throw new RpcException(new Status(StatusCode.ResourceExhausted,
            $"{options.StreamsMax} workers are connected, and no more may be; try again later."));
    }

    private static string NamesIn(V1.Offer offer) => string.Join(", ", offer.Learners.Select(learner => learner.Name));

    [LoggerMessage(LogLevel.Information, "Worker {Worker} trains: {Learners}.")]
    private partial void LogTrains(string worker, string learners);

    [LoggerMessage(LogLevel.Information, "Worker {Worker} trains no more: {End}")]
    private partial void LogTrainsNoMore(string worker, string end);

    [LoggerMessage(LogLevel.Information, "Worker {Worker} scores: {Learners}.")]
    private partial void LogScores(string worker, string learners);

    [LoggerMessage(LogLevel.Information, "Worker {Worker} scores no more: {End}")]
    private partial void LogScoresNoMore(string worker, string end);
}
