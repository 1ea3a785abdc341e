using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Models;

/// <summary>Asks what models there are and how they stand.</summary>
internal static class ModelQueries
{
    private const string Id = "model_id";

    public static async Task<int> ListAsync(ModelsOptions options, ServerSession session)
    {
        // Models with their policies are large, and a fleet may have a hundred thousand: none is kept.
        var fields = FieldChoice.Parse(options.Fields);
        IModelList list = session.Json ? new ModelDocument(session.Output, fields)
            : fields is null ? new ModelTable(session.Output)
            : new FieldTable(session.Output, fields);
        var token = "";
        do
        {
            var page = await session.Models.ListAsync(
                new V1.ListRequest { PageToken = token, ReadMask = fields?.Mask(Id) }, session.Call);
            foreach (var model in page.Models) list.Add(model);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        list.End();
        return ExitCode.Success;
    }

    public static async Task<int> DescribeAsync(DescribeOptions options, ServerSession session)
    {
        if (FieldChoice.Parse(options.Fields) is not { } fields)
        {
            var model = await FindAsync(options.Model, session);
            return session.Show(model, () => ModelDisplay.WriteWhole(session.Output, model));
        }
        var parts = await session.Models.DescribeAsync(
            new V1.DescribeRequest { ModelId = options.Model, ReadMask = fields.Mask(Id) }, session.Call);
        if (session.Json) session.Output.WriteLine(WireJson.Document(fields.Of(parts)));
        else Shown.Pairs(session.Output, fields.Names.Zip(fields.Values(parts)));
        return ExitCode.Success;
    }

    public static async Task<int> StatusAsync(StatusOptions options, ServerSession session)
    {
        if (options.Model is { } modelId)
        {
            var model = await FindAsync(modelId, session);
            return session.Show(model, () => ModelDisplay.WriteStatus(session.Output, model));
        }
        var fleet = await session.Fleet.GetStatusAsync(new V1.GetFleetStatusRequest(), session.Call);
        return session.Show(fleet, () => FleetDisplay.Write(session.Output, fleet));
    }

    private static async Task<V1.Model> FindAsync(string modelId, ServerSession session) =>
        await session.Models.DescribeAsync(new V1.DescribeRequest { ModelId = modelId }, session.Call);
}
