using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>The models that are fed by another one: their schemas say so, and nothing else does.</summary>
internal static class FedModels
{
    private const int PageRows = 100;

    /// <summary>Finds the schemas of the models that are fed by a model, by their ids.</summary>
    public static async Task<IReadOnlyDictionary<string, FeatureSchema>> FindAsync(IModelStore models, string modelId)
    {
        var fed = new SortedDictionary<string, FeatureSchema>(StringComparer.Ordinal);
        var text = $"\"fromModel\":{DomainJson.Write(modelId)}";
        string? after = null;
        while (true)
        {
            var page = await models.WithStateLikeAsync(text, after, PageRows);
            foreach (var row in page)
            {
                var schema = DomainJson.Read<ModelState>(row.State).Schema;
                // The text may stand elsewhere in a state, and a database may take a capital for a small letter.
                if (TwoStages.Feeding(schema).Contains(modelId)) fed.Add(row.ModelId, schema);
            }
            if (page.Count < PageRows) return fed;
            after = page[^1].ModelId;
        }
    }

    /// <summary>Lists what a change adds and some of them lack; null when none does.</summary>
    public static ImmutableSortedDictionary<string, ImmutableArray<string>>? MissingIn(
        IReadOnlyDictionary<string, FeatureSchema> fed, SchemaChange change)
    {
        var missing = fed.ToImmutableSortedDictionary(
            one => one.Key, one => TwoStages.MissingIn(one.Value, change).ToImmutableArray(), StringComparer.Ordinal)
            .RemoveRange(fed.Where(one => !TwoStages.MissingIn(one.Value, change).Any()).Select(one => one.Key));
        return missing.IsEmpty ? null : missing;
    }
}
