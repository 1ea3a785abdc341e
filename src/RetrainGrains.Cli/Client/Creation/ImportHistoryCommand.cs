using System.Text.Json.Nodes;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>
/// Gives a model that is registered rows with their outcomes. Rows are told apart by their times and keys: repeated, it
/// stores what is not there yet.
/// </summary>
internal static class ImportHistoryCommand
{
    public static async Task<int> RunAsync(ImportHistoryOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        if (options.DataFile is null == (options.ServerFile is null))
        {
            return session.Output.Refuse(
                [Problem.Of("--data", options.DataFile, "must be given, or --server-file in its place")]);
        }
        if (options.ServerFile is not null) return await ServerFileImport.RunAsync(options, session);
        var period = new Period(
            OptionReader.Time("--from", options.From, problems), OptionReader.Time("--to", options.To, problems));
        var model = await session.Models.DescribeAsync(
            new V1.DescribeRequest { ModelId = options.Model }, session.Call);
        var stream = SourceSchema.Load(options.Source, options.DataFile!, period, problems);
        if (stream is not null) stream = SchemaFit.Fit(stream, model.Schema, problems);
        if (stream is null || problems.Count > 0) return session.Output.Refuse(problems);
        var rows = await HistoryImport.RunAsync(options.Model, stream, options.Quiet, session);
        if (session.Json) session.Output.WriteLine(WireJson.Document(ToJson(options.Model, rows)));
        else HistoryDisplay.Write(session.Output, rows);
        return rows.Refused == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static JsonObject ToJson(string modelId, ImportedRows rows) => new()
    {
        ["modelId"] = modelId,
        ["stored"] = rows.Stored,
        ["known"] = rows.Known,
        ["conflicts"] = rows.Conflicts,
        ["withoutOutcome"] = rows.LeftOut,
        ["refused"] = rows.Refused,
        ["reasons"] = new JsonArray([.. rows.Reasons.Select(reason => (JsonNode)reason)]),
    };
}
