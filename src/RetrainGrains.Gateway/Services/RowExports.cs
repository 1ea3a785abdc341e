using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Sources.Files;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Services;

/// <summary>Exports of rows: pages of the log, each written and sent before the next one is read.</summary>
internal sealed class RowExports(IDatabase database, GatewayOptions options, TimeProvider clock)
{
    // A page, which is a row group of Parquet: some megabytes, whatever the number of features.
    private const int CellsMax = 1_000_000;
    private const int RowsMax = 20_000;

    private readonly ExportTurns turns = new("files of rows");

    public async Task ExportAsync(
        V1.ExportRowsRequest request, IAsyncStreamWriter<V1.ExportRowsPart> parts, Call call)
    {
        Check(request);
        var row = await database.Models.FindAsync(request.ModelId, call.Cancellation)
            ?? throw new RefusedException(ModelSchemas.Unknown(request.ModelId));
        var schema = DomainJson.Read<ModelState>(row.State).Schema;
        await turns.RunAsync(request.ModelId, () => SendAsync(request, schema, parts, call.Cancellation));
    }

    private static void Check(V1.ExportRowsRequest request)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(request.ModelId));
        if (request.Format is not (V1.RowFormat.Csv or V1.RowFormat.Parquet))
            problems.Add("format", request.Format, "must be CSV or Parquet");
        if (request.From.ToTime() >= request.To.ToTime())
            problems.Add("to", request.To.ToTime(), "must be after from");
        if (request.Version.Length > 0 && !SemanticVersion.TryParse(request.Version, out _))
            problems.Add("version", request.Version, "must be empty or a version such as 1.2.0");
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
    }

    private async Task SendAsync(
        V1.ExportRowsRequest request, FeatureSchema schema, IAsyncStreamWriter<V1.ExportRowsPart> parts,
        CancellationToken cancellation)
    {
        var span = await SpanAsync(request, cancellation);
        var report = new V1.ExportRowsReport { Format = request.Format };
        using var file = new PartBuffer(ExportTurns.PartBytes);
        await using (var table = request.Format == V1.RowFormat.Parquet
            ? TableWriter.Parquet(file)
            : TableWriter.Csv(file))
        {
            var columns = new RowColumns(schema);
            await foreach (var page in PagesAsync(request, schema, span, cancellation))
            {
                var written = columns.Of(page);
                await table.WriteAsync(written, cancellation);
                if (report.Columns.Count == 0) report.Columns.Add(written.Select(column => column.Name));
                Count(page, report);
                await SendFullAsync(span.ShareUntil(page), cancellation);
            }
        }
        await SendFullAsync(1, cancellation);
        (report.Bytes, report.Sha256) = (file.Length, file.Hash());
        await parts.WriteAsync(
            new V1.ExportRowsPart
            {
                Content = UnsafeByteOperations.UnsafeWrap(file.Rest()), Rows = report.Rows, Done = 1, Report = report,
            },
            cancellation);

        async Task SendFullAsync(double done, CancellationToken cancellation)
        {
            while (file.Take() is { } content)
            {
                await parts.WriteAsync(
                    new V1.ExportRowsPart
                    {
                        Content = UnsafeByteOperations.UnsafeWrap(content), Rows = report.Rows, Done = done,
                    },
                    cancellation);
            }
        }
    }

    // At least one page, for it names the columns: of a model without rows it is empty.
    private async IAsyncEnumerable<IReadOnlyList<LoggedRow>> PagesAsync(
        V1.ExportRowsRequest request, FeatureSchema schema, RowSpan span,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var version = request.Version.Length == 0 ? null : request.Version;
        var limit = Math.Min(RowsMax, CellsMax / (schema.Features.Length + RowColumns.OwnColumns));
        var mark = PredictionMark.Before(span.From);
        while (true)
        {
            var page = await database.Observations.LoggedAfterAsync(
                request.ModelId, mark, span.Before, version, limit, cancellation);
            yield return page;
            if (page.Count < limit) break;
            mark = page[^1].Mark;
        }
    }

    // Without an end it is behind the rows that there are, and may be now: otherwise new ones could come for ever.
    private async Task<RowSpan> SpanAsync(V1.ExportRowsRequest request, CancellationToken cancellation)
    {
        var known = await database.Observations.CountAsync(request.ModelId, cancellation);
        var latest = clock.GetUtcNow() + options.ClockTolerance;
        var last = known.Last > latest ? known.Last.Value : latest;
        return new RowSpan(
            request.From.ToTime() ?? known.First ?? latest, request.To.ToTime() ?? last.AddMilliseconds(1),
            known.Last ?? latest);
    }

    private static void Count(IReadOnlyList<LoggedRow> page, V1.ExportRowsReport report)
    {
        if (page.Count == 0) return;
        report.FirstAt ??= page[0].At.ToWire();
        report.LastAt = page[^1].At.ToWire();
        report.Rows += page.Count;
        report.WithOutcome += page.Count(row => !double.IsNaN(row.Outcome));
    }

    /// <summary>The times of the rows that are asked for, and of the last row that there is.</summary>
    private readonly record struct RowSpan(DateTimeOffset From, DateTimeOffset Before, DateTimeOffset Last)
    {
        /// <summary>The share that is behind the end of a page, from 0 to 1.</summary>
        public double ShareUntil(IReadOnlyList<LoggedRow> page)
        {
            var end = Last < Before ? Last : Before;
            return page.Count == 0 || end <= From ? 1 : Math.Clamp((page[^1].At - From) / (end - From), 0, 1);
        }
    }
}
