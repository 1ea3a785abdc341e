using RetrainGrains.Cli.Client.Connection;

namespace RetrainGrains.Cli.Client.Models;

/// <summary>Asks what models there are and how they stand.</summary>
internal static class ModelQueries
{
    public static async Task<int> ListAsync(ModelsOptions options, ServerSession session)
    {
        var all = new V1.ListResponse();
        var token = "";
        do
        {
            var page = await session.Models.ListAsync(new V1.ListRequest { PageToken = token }, session.Call);
            all.Models.Add(page.Models);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return session.Show(all, () => ModelDisplay.WriteList(session.Output, all.Models));
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
