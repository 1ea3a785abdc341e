using Grpc.Core;
using Microsoft.Extensions.Hosting;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Sources;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.FileImports;

/// <summary>Imports files of this server as history: holds requests to the rules, and a file to one reader.</summary>
internal sealed class FileImportService(
    IDatabase database, DeferredWrites writes, ModelSchemas schemas, OutcomeService outcomes, GatewayOptions options,
    TimeProvider clock, IHostApplicationLifetime? host = null)
{
    // Each takes a core, which predictions need too.
    private const int AtOnceMax = 2;

    private readonly SemaphoreSlim turns = new(AtOnceMax, AtOnceMax);
    private readonly CancellationToken stopping = host?.ApplicationStopping ?? CancellationToken.None;

    /// <summary>Imports a file, or what is left of it, and answers with how far it is.</summary>
    public async Task ImportAsync(
        V1.ImportHistoryFileRequest request, IAsyncStreamWriter<V1.HistoryFileProgress> answers,
        CancellationToken cancellation)
    {
        var (file, fit) = await CheckAsync(request, cancellation);
        if (!turns.Wait(0, CancellationToken.None))
            throw Busy($"must wait: {AtOnceMax} files are being imported; try again");
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
            var hold = new FileHold(request.ModelId, FileIdentity.Of(file, request.Source), options.NewId());
            var run = new FileImportRun(database.FileImports, writes, schemas, outcomes, clock, answers)
            {
                Hold = hold, File = file, Name = request.Path, Fit = fit, ClockTolerance = options.ClockTolerance,
                Cancellation = either.Token,
            };
            if (!await run.TryAsync()) throw Busy("must wait: another call reads it; try again");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new RefusedException(Refusal.Of(RefusalKind.Unavailable, "path", request.Path,
                "is not read to its end: the server stops; ask again, and it goes on where it was"));
        }
        finally
        {
            turns.Release();
        }

        RefusedException Busy(string rule) =>
            new(Refusal.Of(RefusalKind.Busy, "path", request.Path, rule));
    }

    private async Task<(FileInfo File, HistoryFit Fit)> CheckAsync(
        V1.ImportHistoryFileRequest request, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(request.ModelId));
        var file = ImportDirectory.Find(options.ImportDirectory, request.Path, problems);
        SourceFile? source = null;
        if (request.Source?.IsWhole() != true) problems.Add("source", null, "must be a source file as a JSON object");
        else
        {
            (source, var wrong) = SourceReader.Read(request.Source.ToJson());
            problems.AddRange(wrong);
        }
        var schema = RequestRules.ModelId(request.ModelId) is null
            ? await schemas.FindAsync(request.ModelId, cancellation)
                ?? throw new RefusedException(ModelSchemas.Unknown(request.ModelId))
            : null;
        var unfit = new List<Problem>();
        var fit = source is null || schema is null ? null : HistoryFit.Of(source, schema, unfit);
        problems.AddRange(unfit);
        return problems.ToRefusal() is { } refusal ? throw new RefusedException(refusal) : (file!, fit!);
    }
}
