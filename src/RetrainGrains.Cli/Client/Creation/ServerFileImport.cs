using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>Lets a server import a file of its own, and goes on where a stream was lost.</summary>
internal static class ServerFileImport
{
    // In a row, without an answer between them: two minutes, twice the time for which a server that is gone holds the
    // file.
    private const int LossesMax = 7;

    public static async Task<int> RunAsync(ImportHistoryOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        foreach (var (option, bound) in new[] { ("--from", options.From), ("--to", options.To) })
        {
            if (bound is not null)
                problems.Add(Problem.Of(option, bound, "must be left out: a file of the server is imported whole"));
        }
        // Read here too, so that what is wrong with it is told by its own name.
        StreamLoader.ReadSource("--source", options.Source, problems);
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var source = SettingsReader.Parse(
            await File.ReadAllTextAsync(options.Source, session.Cancellation), options.Source, problems)!;
        var request = new V1.ImportHistoryFileRequest
        {
            ModelId = options.Model,
            Path = options.ServerFile,
            Source = Struct.Parser.ParseJson(source.ToJsonString()),
        };
        var last = await ProgressDisplay.RunAsync(
            session.Output.Console, options.Quiet || session.Json,
            progress => ReadAsync(request, session, progress));
        if (session.Json) session.Output.WriteLine(WireJson.Document(last));
        else HistoryDisplay.Write(session.Output, last);
        return last.Refused == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static async Task<V1.HistoryFileProgress> ReadAsync(
        V1.ImportHistoryFileRequest request, ServerSession session, IProgress<PhaseProgress> progress)
    {
        var losses = 0;
        while (true)
        {
            try
            {
                using var stream = session.Observations.ImportHistoryFile(request, session.Call);
                await foreach (var answer in stream.ResponseStream.ReadAllAsync(session.Cancellation))
                {
                    losses = 0;
                    progress.Report(new PhaseProgress("bytes of the file", answer.BytesRead, answer.Bytes));
                    if (answer.Finished) return answer;
                }
                throw new RpcException(new Status(StatusCode.Unavailable, "The server ended before the file did."));
            }
            catch (RpcException error) when (IsLoss(error.StatusCode, losses) && ++losses <= LossesMax)
            {
                await Task.Delay(TimeSpan.FromSeconds(1 << (losses - 1)), session.Clock, session.Cancellation);
            }
        }
    }

    // Busy after a loss: the file is still held for the call that was lost.
    private static bool IsLoss(StatusCode status, int losses) => status == StatusCode.Unavailable
        || (status == StatusCode.ResourceExhausted && losses > 0);
}
