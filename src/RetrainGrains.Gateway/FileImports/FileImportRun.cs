using Grpc.Core;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Sources;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.FileImports;

/// <summary>The reading of a file from the position that is stored to its end, block by block.</summary>
internal sealed class FileImportRun(
    IFileImportStore store, DeferredWrites writes, ModelSchemas schemas, OutcomeService outcomes, TimeProvider clock,
    IAsyncStreamWriter<V1.HistoryFileProgress> answers)
{
    // Rows to go past before it is time to look at the clock.
    private const int SkippedAtOnce = 100_000;

    // Longer than a block waits for the database, shorter than clients go on asking when a server is gone.
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan KeptEvery = HeldFor / 3;
    private static readonly TimeSpan ToldEvery = TimeSpan.FromSeconds(1);

    private readonly List<Problem> unreadable = [];
    private FilePosition position = new(0, "");
    private FileImportReport report = new();
    private long resumedAt;
    private long bytesRead;
    private long told;

    public required FileHold Hold { get; init; }
    public required FileInfo File { get; init; }

    /// <summary>The path as the caller gave it.</summary>
    public required string Name { get; init; }
    public required HistoryFit Fit { get; init; }
    public required TimeSpan ClockTolerance { get; init; }
    public required CancellationToken Cancellation { get; init; }

    private DateTimeOffset Until => clock.GetUtcNow() + HeldFor;

    /// <summary>Imports what is left of the file; false where another call reads it.</summary>
    public async Task<bool> TryAsync()
    {
        if (await store.TakeAsync(Hold, clock.GetUtcNow(), Until, Cancellation) is not { } taken) return false;
        try
        {
            (position, report, resumedAt) = (taken, FileImportReport.Parse(taken.Progress), taken.RowsRead);
            if (report.Finished) bytesRead = File.Length;
            else await ReadAsync();
            await TellAsync();
        }
        finally
        {
            await store.ReleaseAsync(Hold, CancellationToken.None);
        }
        return true;
    }

    private async Task ReadAsync()
    {
        using var file = await Task.Run(
            () => HistoryFile.Open(File.FullName, Name, Fit.Source, unreadable), Cancellation);
        Refuse(unreadable);
        await GoOnAsync(file!);
        await TellAsync();
        var next = NextAsync(file!);
        try
        {
            while (await next is { } block)
            {
                // The next one is read while this one is stored.
                next = NextAsync(file!);
                await StoreAsync(block);
                if (clock.GetElapsedTime(told) >= ToldEvery) await TellAsync();
            }
        }
        finally
        {
            // The file is closed behind it.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        Refuse(unreadable);
        await FinishAsync();
    }

    private Task<HistoryBlock?> NextAsync(HistoryFile file) => Task.Run(() => file.Next(unreadable), Cancellation);

    private async Task GoOnAsync(HistoryFile file)
    {
        var kept = clock.GetTimestamp();
        while (file.RowsRead < position.RowsRead)
        {
            var left = Math.Min(SkippedAtOnce, position.RowsRead - file.RowsRead);
            var before = file.RowsRead;
            await Task.Run(() => file.Skip(left, unreadable), Cancellation);
            if (file.RowsRead == before && unreadable.Count == 0) unreadable.Add(Changed());
            Refuse(unreadable);
            if (clock.GetElapsedTime(kept) < KeptEvery) continue;
            if (!await store.KeepAsync(Hold, Until, Cancellation)) throw new RefusedException(Lost());
            kept = clock.GetTimestamp();
        }
    }

    private async Task StoreAsync(HistoryBlock block)
    {
        var schema = await schemas.FindAsync(Hold.ModelId, Cancellation)
            ?? throw new RefusedException(ModelSchemas.Unknown(Hold.ModelId));
        var (judged, rows) = Judge(block, schema);
        var (stored, refused) = (report.Stored, report.Refused);
        await MoveAsync(new FileBlock(position.RowsRead, block.RowsRead, rows), judged.With);
        bytesRead = block.BytesRead;
        await outcomes.TellAsync(Hold.ModelId, report.Stored - stored, report.Refused - refused);
    }

    // By the rules of every row of history, as the model's schema is by now.
    private (FileImportReport Judged, IReadOnlyList<HistoryRow> Rows) Judge(HistoryBlock block, FeatureSchema schema)
    {
        var times = new TimeBound(clock.GetUtcNow(), ClockTolerance);
        var (rows, problems) = (new List<HistoryRow>(block.Rows.Count), new ProblemList());
        var judged = report with { Refused = report.Refused + block.Refused };
        foreach (var fault in block.Faults)
            judged = judged.With(new FileFault(fault.Column, fault.Rule, fault.Place, fault.Value, 1));
        foreach (var row in block.Rows)
        {
            if (double.IsNaN(row.Outcome) || row.KnownAt > times.Now)
            {
                judged = judged with { WithoutOutcome = judged.WithoutOutcome + 1 };
                continue;
            }
            var read = OutcomeService.Read(
                schema, new HistoryInput(row.Id, row.At, Fit.ValuesOf(row), row.Outcome, row.KnownAt), times, problems);
            if (problems.Take() is not { } found)
            {
                rows.Add(read);
                continue;
            }
            judged = judged with { Refused = judged.Refused + 1 };
            foreach (var problem in found)
                judged = judged.With(new FileFault(problem.Field, problem.Rule, row.Id, problem.Value, 1));
        }
        return (judged, rows);
    }

    private async Task FinishAsync()
    {
        var (length, written) = (File.Length, File.LastWriteTimeUtc);
        File.Refresh();
        if (!File.Exists || (File.Length, File.LastWriteTimeUtc) != (length, written)) Refuse([Changed()]);
        await MoveAsync(
            new FileBlock(position.RowsRead, position.RowsRead, []), _ => report with { Finished = true });
        bytesRead = File.Length;
    }

    private async Task MoveAsync(FileBlock block, Func<IReadOnlyList<RecordStatus>, FileImportReport> reported)
    {
        var moved = await writes.WriteAsync<FilePosition>(Hold.ModelId, "path", block.Rows.Count, async once =>
        {
            var stored = await store.StoreAsync(
                Hold, block, statuses => reported(statuses).ToText(), clock.GetUtcNow(), Until, once);
            return stored is null ? Lost() : stored;
        }, Cancellation);
        position = moved.OrRefuse();
        report = FileImportReport.Parse(position.Progress);
    }

    private Task TellAsync()
    {
        told = clock.GetTimestamp();
        return answers.WriteAsync(new V1.HistoryFileProgress
        {
            RowsRead = position.RowsRead,
            Stored = report.Stored,
            Known = report.Known,
            Conflicts = report.Conflicts,
            Refused = report.Refused,
            WithoutOutcome = report.WithoutOutcome,
            BytesRead = bytesRead,
            Bytes = File.Length,
            ResumedAt = resumedAt,
            Finished = report.Finished,
            Faults =
            {
                report.Faults.Select(fault => new V1.HistoryFileFault
                {
                    Field = fault.Field,
                    Rule = fault.Rule,
                    Place = fault.Place,
                    Value = fault.Value,
                    Rows = fault.Rows,
                }),
            },
        }, Cancellation);
    }

    private static void Refuse(IReadOnlyCollection<Problem> found)
    {
        var problems = new ProblemList();
        problems.AddRange(found);
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
    }

    private Problem Changed() => Problem.Of(
        "path", Name, "was changed while it was read: ask again, and it is read anew; rows that are known are not "
            + "stored twice");

    private Refusal Lost() => Refusal.Of(
        RefusalKind.Conflict, "path", Name, "is read by another call since: this one was silent for too long");
}
