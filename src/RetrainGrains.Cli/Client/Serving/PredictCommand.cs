using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Serving;

/// <summary>Asks a model for predictions as services do, of one row or of a file.</summary>
internal static class PredictCommand
{
    private const int BatchRowsMax = 10_000;
    private const int UnknownTold = 5;

    public static async Task<int> RunAsync(PredictOptions options, ServerSession session)
    {
        List<Problem> problems = [.. DelimiterOption.Check(options.Delimiter), .. TableFile.Check(options.OutPath)];
        if (options is { OutPath: { } path, DataFile: null })
            problems.Add(Problem.Of(TableFile.Option, path, "needs --data: the predictions of a file are written"));
        if (options.Features is null == options.DataFile is null)
        {
            problems.Add(Problem.Of(
                "--features", options.Features ?? "", "must be given, or --data, and not both; the features' names: "
                + $"retrain describe {options.Model}"));
        }
        else if (options.DataFile is null)
        {
            var row = ReadRow(options, session, problems);
            if (row is null || problems.Count > 0) return session.Output.Refuse(problems);
            await TellUnknownAsync(options.Model, row, session);
            return await OneAsync(options.Model, row, session);
        }
        else if (problems.Count == 0)
        {
            var model = await session.Models.DescribeAsync(
                new V1.DescribeRequest { ModelId = options.Model }, session.Call);
            var unknown = new SortedSet<string>(StringComparer.Ordinal);
            var rows = FeatureFile.Read(
                options.DataFile, DelimiterOption.Read(options.Delimiter), model.Schema, (options.Id, options.Entity),
                unknown, problems);
            Tell(unknown, session);
            if (problems.Count == 0) return await AllAsync(options, rows, model.Schema, session);
        }
        return session.Output.Refuse(problems);
    }

    // A mistyped category is a prediction all the same, of a missing value.
    private static async Task TellUnknownAsync(string modelId, V1.PredictionRow row, ServerSession session)
    {
        V1.Model model;
        try
        {
            model = await session.Models.DescribeAsync(
                new V1.DescribeRequest { ModelId = modelId, ReadMask = new FieldMask { Paths = { "schema" } } },
                session.Call);
        }
        catch (RpcException)
        {
            // A token may be for predictions alone; of a server that is away the prediction tells.
            return;
        }
        Tell(UnknownCategories.Of(model.Schema, row), session);
    }

    private static void Tell(IEnumerable<string> unknown, ServerSession session)
    {
        foreach (var category in unknown.Take(UnknownTold))
        {
            session.Output.Errors.WriteLine(
                CommandOutput.Plain($"{category} is no category that the model knows: it counts as missing"));
        }
    }

    private static async Task<int> OneAsync(string modelId, V1.PredictionRow row, ServerSession session)
    {
        var answer = await session.Predictions.PredictAsync(
            new V1.PredictRequest { ModelId = modelId, Row = row }, session.Call);
        return session.Show(answer, () => PredictDisplay.Write(session.Output, answer));
    }

    private static async Task<int> AllAsync(
        PredictOptions options, IReadOnlyList<V1.PredictionRow> rows, V1.Schema schema, ServerSession session)
    {
        var answer = new V1.PredictBatchResponse { Logged = true };
        var versions = new List<string>();
        foreach (var batch in rows.Chunk(BatchRowsMax))
        {
            var part = await session.Predictions.PredictBatchAsync(
                new V1.PredictBatchRequest { ModelId = options.Model, Rows = { batch } }, session.Call);
            // A version may be promoted between two batches: the last one is named.
            (answer.Version, answer.Revision) = (part.Version, part.Revision);
            answer.Logged &= part.Logged;
            answer.Predictions.Add(part.Predictions);
            versions.AddRange(part.Predictions.Select(_ => part.Version));
        }
        if (options.OutPath is not { } path)
            return session.Show(answer, () => PredictDisplay.Write(session.Output, answer));
        var columns = PredictedColumns.Of(answer.Predictions, versions, schema);
        if (await TableFile.WriteAsync(path, columns, session.Cancellation) is { } problem)
            return session.Output.Refuse(problem);
        return session.Show(answer, () => PredictDisplay.WriteSummary(session.Output, answer, path));
    }

    private static V1.PredictionRow? ReadRow(PredictOptions options, ServerSession session, List<Problem> problems)
    {
        var text = options.Features == "-" ? session.Environment.Input.ReadToEnd() : options.Features!;
        var row = new V1.PredictionRow { PredictionId = options.Id ?? "", Entity = options.Entity ?? "" };
        try
        {
            switch (JsonNode.Parse(text))
            {
                case JsonObject named:
                    row.Named.Add(Struct.Parser.ParseJson(named.ToJsonString()).Fields);
                    return row;
                case JsonArray listed:
                    row.Features.Add(ListValue.Parser.ParseJson(listed.ToJsonString()).Values);
                    return row;
            }
        }
        catch (JsonException)
        {
        }
        problems.Add(Problem.Of("--features", text, "must be JSON such as {\"a\": 1, \"b\": \"x\"} or [1, \"x\"], "
            + "in a shell between single quotes"));
        return null;
    }
}
