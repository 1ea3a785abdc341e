using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Models;

/// <summary>Asks what models there are and how they stand.</summary>
internal static class ModelQueries
{
    public static async Task<int> ListAsync(ModelsOptions options, ServerSession session)
    {
        // Models with their policies are large, and a fleet may have a hundred thousand: none is kept.
        IModelList list = session.Json ? new ModelDocument(session.Output) : new ModelTable(session.Output);
        var token = "";
        do
        {
            var page = await session.Models.ListAsync(new V1.ListRequest { PageToken = token }, session.Call);
            foreach (var model in page.Models) list.Add(model);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        list.End();
        return ExitCode.Success;
    }

    public static async Task<int> DescribeAsync(DescribeOptions options, ServerSession session)
    {
        var model = await FindAsync(options.Model, session);
        return session.Show(model, () => ModelDisplay.WriteWhole(session.Output, model));
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
