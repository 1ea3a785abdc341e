using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Client.Decisions;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>
/// Registers a model as a source file describes it, or as its data look, and gives it the history a replay would have.
/// </summary>
internal static class CreateCommand
{
    public static async Task<int> RunAsync(CreateOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        var policy = options.PolicyFile is { } path && OptionReader.Text("--policy", path, problems) is { } text
            ? SettingsReader.Parse(text, path, problems)
            : null;
        var period = new Period(
            OptionReader.Time("--from", options.From, problems), OptionReader.Time("--to", options.To, problems));
        var told = session.Json ? null : session.Output;
        var stream = HistoryLoader.Load(
            options.Source, options.DataFile, options.Guess, period, session.Clock.GetUtcNow(), told, problems);
        if (stream is null || problems.Count > 0) return session.Output.Refuse(problems);
        var request = new V1.RegisterRequest
        {
            ModelId = options.Model,
            ModelType = options.Type ?? Path.GetFileNameWithoutExtension(options.Source ?? options.DataFile),
            Schema = SourceSchema.ToWire(stream.Schema),
            Policy = policy is null ? null : Struct.Parser.ParseJson(policy.ToJsonString()),
            Seed = options.Seed,
        };
        // The same id for the same request: an import that was cut off goes on when the command is repeated.
        request.RequestId = $"create/{Convert.ToHexStringLower(SHA256.HashData(request.ToByteArray()))}";
        var model = await session.Models.RegisterAsync(request, session.Call);
        var imported = await HistoryImport.RunAsync(options.Model, stream, options.Quiet, session);
        if (session.Json) session.Output.WriteLine(options.Train ? WireJson.Line(model) : WireJson.Document(model));
        else Write(session.Output, model, stream, imported, options.Train);
        return options.Train && !stream.Rows.IsEmpty ? await TrainAsync(options.Model, stream, session)
            : ExitCode.Success;
    }

    private static async Task<int> TrainAsync(string modelId, ObservationStream stream, ServerSession session)
    {
        var trigger = new TriggerOptions { Model = modelId, Force = true, Wait = true, Reason = "the first version" };
        var code = await TriggerCommand.RunAsync(trigger, session);
        if (code == ExitCode.Success && !session.Json) session.Output.WriteLine($"Ask it: {Example(modelId, stream)}");
        return code;
    }

    private static void Write(
        CommandOutput output, V1.Model model, ObservationStream stream, ImportedRows rows, bool train)
    {
        output.WriteLine($"{model.ModelId} is registered: {model.Schema.Target} by {model.Schema.Features.Count} "
            + $"features, revision {Shown.Whole(model.Revision)}");
        if (stream.Rows.IsEmpty) return;
        HistoryDisplay.Write(output, rows);
        if (train) return;
        output.WriteLine(
            "Its first training starts in ten seconds, where its newest outcomes are not old; otherwise by "
                + $"retrain trigger {model.ModelId} --force --wait");
    }

    // The newest row, as a command that can be pasted.
    private static string Example(string modelId, ObservationStream stream)
    {
        var row = stream.Rows[^1];
        var features = new Struct();
        foreach (var (feature, value) in stream.Schema.Features.Zip(row.Features))
            features.Fields[feature.Name] = HistoryImport.ToWire(feature, value);
        return $"retrain predict {modelId} --features {ShellText.Word(WireJson.Line(features))}";
    }
}
