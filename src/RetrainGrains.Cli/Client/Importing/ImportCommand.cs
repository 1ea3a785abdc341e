using Google.Protobuf;
using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Client.Models;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Importing;

/// <summary>Puts a model that was trained elsewhere into service, and registers it first where it is new.</summary>
internal static class ImportCommand
{
    public static async Task<int> RunAsync(ImportOptions options, ServerSession session)
    {
        var problems = new List<Problem>();
        var format = Shown.Named<V1.ImportFormat>(options.Format ?? "auto");
        if (format is null)
            problems.Add(Problem.Of("--format", options.Format, "must be auto, xgboost or lightgbm"));
        var content = OptionReader.Bytes("FILE", options.File, problems);
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var request = new V1.ImportRequest
        {
            ModelId = options.Model, Content = ByteString.CopyFrom(content), Format = format!.Value,
            Reason = options.Reason ?? "", RequestId = session.NewRequestId(),
        };
        V1.Schema? registered = null;
        V1.Model model;
        try
        {
            model = await session.Models.ImportAsync(request, session.Call);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            registered = ImportedSchema.Read(content!, format.Value, options.Target, options.File, problems);
            if (registered is null) return session.Output.Refuse(problems);
            await RegisterAsync(options, registered, session);
            model = await session.Models.ImportAsync(request, session.Call);
        }
        return session.Show(model, () => Write(session.Output, model, registered));
    }

    private static async Task RegisterAsync(ImportOptions options, V1.Schema schema, ServerSession session) =>
        await session.Models.RegisterAsync(
            new V1.RegisterRequest
            {
                ModelId = options.Model, ModelType = "imported", Schema = schema, RequestId = session.NewRequestId(),
            },
            session.Call);

    private static void Write(CommandOutput output, V1.Model model, V1.Schema? registered)
    {
        if (registered is not null)
        {
            output.WriteLine($"{model.ModelId} is registered: {registered.Target} by "
                + $"{ModelDisplay.Features(registered)}, the features of the file");
        }
        ModelDisplay.WriteServes(output, model);
        if (registered is not null)
        {
            var zeros = registered.Features.Take(ModelDisplay.FeaturesShown).Select(feature =>
                $"\"{feature.Name}\": {(feature.Kind == V1.FeatureKind.Numeric ? "0" : "\"0\"")}");
            output.WriteLine(
                $"Ask it: retrain predict {model.ModelId} --features '{{{string.Join(", ", zeros)}}}'");
        }
    }
}
