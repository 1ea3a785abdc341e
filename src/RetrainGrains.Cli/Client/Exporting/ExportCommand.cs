using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Exporting;

/// <summary>Writes a version into a file that other programs read.</summary>
internal static class ExportCommand
{
    private const string Out = "--out";

    public static async Task<int> RunAsync(ExportOptions options, ServerSession session)
    {
        List<Problem> problems = [.. ReportFile.Check(options.Out, Out)];
        var format = FileFormat.Of(
            options.Format, options.Out,
            [(".json", V1.ExportFormat.Xgboost), (".onnx", V1.ExportFormat.Onnx)], problems);
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var request = new V1.ExportRequest
        {
            ModelId = options.Model, Version = options.Version ?? "", Format = format,
        };
        V1.ExportReport? report = null;
        var problem = await WholeFile.WriteAsync(
            options.Out, Out, async file => report = await ReceiveAsync(request, file, session));
        return problem is null
            ? session.Show(report!, () => ExportDisplay.Write(session.Output, options, report!))
            : session.Output.Refuse(problem);
    }

    private static async Task<V1.ExportReport?> ReceiveAsync(
        V1.ExportRequest request, Stream file, ServerSession session)
    {
        V1.ExportReport? report = null;
        using var parts = session.Models.Export(request, session.Call);
        await foreach (var part in parts.ResponseStream.ReadAllAsync(session.Cancellation))
        {
            report ??= part.Report;
            await file.WriteAsync(part.Content.Memory, session.Cancellation);
        }
        return report;
    }
}
