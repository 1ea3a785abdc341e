using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Sources;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>Registers a model as a source file describes it, and gives it the history a replay would have.</summary>
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
        var stream = SourceSchema.Load(options.Source, options.DataFile, period, problems);
        if (problems.Count > 0 || stream is null) return session.Output.Refuse(problems);
        var request = new V1.RegisterRequest
        {
            ModelId = options.Model,
            ModelType = options.Type ?? Path.GetFileNameWithoutExtension(options.Source),
            Schema = SourceSchema.ToWire(stream.Schema),
            Policy = policy is null ? null : Struct.Parser.ParseJson(policy.ToJsonString()),
            Seed = options.Seed,
        };
        // The same id for the same request: an import that was cut off goes on when the command is repeated.
        request.RequestId = $"create/{Convert.ToHexStringLower(SHA256.HashData(request.ToByteArray()))}";
        var model = await session.Models.RegisterAsync(request, session.Call);
        var imported = await ProgressDisplay.RunAsync(
            session.Output.Console, options.Quiet || session.Json,
            progress => new HistoryImport(options.Model, stream, session, progress).RunAsync());
        return session.Show(model, () => Write(session.Output, model, stream, imported));
    }

    private static void Write(CommandOutput output, V1.Model model, ObservationStream stream, ImportedRows rows)
    {
        output.WriteLine($"{model.ModelId} is registered: {model.Schema.Target} by {model.Schema.Features.Count} "
            + $"features, revision {Shown.Whole(model.Revision)}");
        if (stream.Rows.IsEmpty) return;
        output.WriteLine($"{Shown.Whole(rows.Stored)} rows are stored, {Shown.Whole(rows.Known)} were before, "
            + $"{Shown.Whole(rows.LeftOut)} have no outcome");
        if (rows.Conflicts > 0)
            output.WriteLine($"{Shown.Whole(rows.Conflicts)} were before with another outcome, which is kept");
        output.WriteLine(
            $"Its first version is trained at its next check, or now: retrain trigger {model.ModelId} --wait "
            + "(and --force where its newest outcomes are old)");
    }
}
