using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Exporting;

/// <summary>Writes a model's rows into a file: features, predictions and outcomes.</summary>
internal static class ExportRowsCommand
{
    private const string Out = "--out";

    public static async Task<int> RunAsync(ExportRowsOptions options, ServerSession session)
    {
        List<Problem> problems = [.. ReportFile.Check(options.Out, Out)];
        var format = FileFormat.Of(
            options.Format, options.Out, [(".csv", V1.RowFormat.Csv), (".parquet", V1.RowFormat.Parquet)], problems);
        var request = new V1.ExportRowsRequest
        {
            ModelId = options.Model,
            Format = format,
            From = ToWire(OptionReader.Time("--from", options.From, problems)),
            To = ToWire(OptionReader.Time("--to", options.To, problems)),
            Version = options.Version ?? "",
        };
        if (problems.Count > 0) return session.Output.Refuse(problems);
        V1.ExportRowsReport? report = null;
        var problem = await ProgressDisplay.RunAsync(
            session.Output.Console, options.Quiet || session.Json,
            progress => WholeFile.WriteAsync(
                options.Out, Out, async file => report = await ReceiveAsync(request, file, session, progress)));
        return problem is null
            ? session.Show(report!, () => Write(session.Output, options, report!))
            : session.Output.Refuse(problem);
    }

    private static async Task<V1.ExportRowsReport> ReceiveAsync(
        V1.ExportRowsRequest request, Stream file, ServerSession session, IProgress<PhaseProgress> progress)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var parts = session.Observations.ExportRows(request, session.Call);
        await foreach (var part in parts.ResponseStream.ReadAllAsync(session.Cancellation))
        {
            hash.AppendData(part.Content.Span);
            await file.WriteAsync(part.Content.Memory, session.Cancellation);
            progress.Report(new PhaseProgress("percent of the time", (long)(100 * part.Done), 100));
            if (part.Report is not { } report) continue;
            return report.Sha256 == Convert.ToHexStringLower(hash.GetCurrentHash()) ? report : throw new IOException(
                $"what came has another SHA-256 than the server's {report.Sha256}: export it again");
        }
        throw new IOException("the server ended before the file was whole: export it again");
    }

    private static void Write(CommandOutput output, ExportRowsOptions options, V1.ExportRowsReport report)
    {
        output.WriteLine(
            $"{options.Out} has {Shown.Whole(report.Rows)} rows of {options.Model}, {Shown.Whole(report.WithOutcome)} "
            + $"of them with an outcome, {Shown.Whole(report.Bytes)} bytes");
        if (report.Rows > 0) output.WriteLine($"  from {Shown.Time(report.FirstAt)} to {Shown.Time(report.LastAt)}");
        output.WriteLine($"  SHA-256 {report.Sha256}");
    }

    private static Timestamp? ToWire(DateTime? at) =>
        at is { } time ? Timestamp.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : null;
}
