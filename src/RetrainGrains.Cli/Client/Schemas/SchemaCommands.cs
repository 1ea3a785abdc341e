using RetrainGrains.Cli.Client.Connection;

namespace RetrainGrains.Cli.Client.Schemas;

/// <summary>Lets a model's schema grow while it serves.</summary>
internal static class SchemaCommands
{
    public static Task<int> AddAsync(AddFeatureOptions options, ServerSession session)
    {
        var feature = new V1.Feature { Name = options.Feature, FromModel = options.FromModel ?? "" };
        if (options.Categories is { } categories)
        {
            feature.Kind = V1.FeatureKind.Categorical;
            feature.Categories.Add(Split(categories));
        }
        return ChangeAsync(new V1.ChangeSchemaRequest { Add = { feature } }, options, session);
    }

    public static Task<int> RenameAsync(RenameFeatureOptions options, ServerSession session) => ChangeAsync(
        new V1.ChangeSchemaRequest { Rename = { new V1.FeatureRename { From = options.Feature, To = options.To } } },
        options, session);

    public static Task<int> RetireAsync(RetireFeatureOptions options, ServerSession session) =>
        ChangeAsync(new V1.ChangeSchemaRequest { Retire = { options.Feature } }, options, session);

    public static Task<int> AddCategoryAsync(AddCategoryOptions options, ServerSession session) => ChangeAsync(
        new V1.ChangeSchemaRequest
        {
            AddCategories =
            {
                new V1.AddedCategories { Feature = options.Feature, Categories = { Split(options.Categories) } },
            },
        },
        options, session);

    private static async Task<int> ChangeAsync(
        V1.ChangeSchemaRequest request, SchemaOptions options, ServerSession session)
    {
        request.ModelId = options.Model;
        request.Reason = options.Reason ?? "";
        request.ExpectedRevision = options.ExpectedRevision;
        request.RequestId = session.NewRequestId();
        var model = await session.Models.ChangeSchemaAsync(request, session.Call);
        return session.Show(model, () => Write(session, model));
    }

    private static void Write(ServerSession session, V1.Model model)
    {
        session.Output.WriteLine($"{model.ModelId} has schema version {model.Schema.Version} with "
            + $"{model.Schema.Features.Count} features, revision {Shown.Whole(model.Revision)}; the next training "
            + "learns by it");
        foreach (var feature in model.Schema.Features)
        {
            var kind = feature.Categories.Count == 0 ? Shown.Name(feature.Kind) : string.Join(", ", feature.Categories);
            var former = feature.FormerNames.Count == 0 ? "" : $", formerly {string.Join(", ", feature.FormerNames)}";
            session.Output.WriteLine($"  {feature.Name}: {kind}{former}{(feature.Retired ? ", retired" : "")}");
        }
    }

    private static string[] Split(string categories) => categories.Split(',', StringSplitOptions.TrimEntries);
}
