using Google.Protobuf;
using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
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
            problems.Add(Problem.Of("--format", options.Format, "must be auto, xgboost, lightgbm or onnx"));
        var content = OptionReader.Bytes("FILE", options.File, problems);
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var request = new V1.ImportRequest
        {
            ModelId = options.Model, Content = ByteString.CopyFrom(content), Format = format!.Value,
            Reason = options.Reason ?? "", RequestId = session.NewRequestId(),
        };
        var registered = false;
        V1.Schema? ofFile = null;
        if (options.Check is not null)
        {
            // What a row means is known from the model that is there, or else from the file.
            var schema = await SchemaAsync(options.Model, session) ?? (ofFile = SchemaOfFile());
            if (schema is not null) request.Checks.Add(CheckFile.Read(options.Check, schema, problems));
            if (problems.Count > 0) return session.Output.Refuse(problems);
        }
        V1.Model model;
        try
        {
            model = await session.Models.ImportAsync(request, session.Call);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            ofFile ??= SchemaOfFile();
            if (ofFile is null) return session.Output.Refuse(problems);
            registered = true;
            await RegisterAsync(options, ofFile, session);
            model = await session.Models.ImportAsync(request, session.Call);
        }
        return session.Show(model, () => ImportDisplay.Write(session.Output, model, registered ? ofFile : null));

        V1.Schema? SchemaOfFile() =>
            ImportedSchema.Read(content!, format.Value, options.Target, options.File, problems);
    }

    private static async Task<V1.Schema?> SchemaAsync(string modelId, ServerSession session)
    {
        try
        {
            return (await session.Models.DescribeAsync(
                new V1.DescribeRequest { ModelId = modelId }, session.Call)).Schema;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static async Task RegisterAsync(ImportOptions options, V1.Schema schema, ServerSession session) =>
        await session.Models.RegisterAsync(
            new V1.RegisterRequest
            {
                ModelId = options.Model, ModelType = "imported", Schema = schema, RequestId = session.NewRequestId(),
            },
            session.Call);
}
