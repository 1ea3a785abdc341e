using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources;

/// <summary>The features of a source beside those of the model whose rows it makes, by their names.</summary>
public static class SchemaPlaces
{
    /// <summary>
    /// Finds for each feature of the model its place among the source's own, −1 where it has no history: another model
    /// feeds it, or it is retired. Null, with all problems, where the source is not of the model's features and target.
    /// </summary>
    public static int[]? Find(FeatureSchema own, FeatureSchema model, List<Problem> problems)
    {
        var before = problems.Count;
        problems.AddRange(OfTarget(own, model));
        problems.AddRange(own.Features.Where(feature => model.IndexOf(feature.Name) < 0)
            .Select(feature => Problem.Of("source.features", feature.Name, "must be a feature of the model")));
        int[] places = [.. model.Features.Select(wanted => PlaceOf(wanted, own.Features, problems))];
        return problems.Count == before ? places : null;
    }

    private static IEnumerable<Problem> OfTarget(FeatureSchema own, FeatureSchema model)
    {
        if (own.Target != model.Target)
            yield return Problem.Of("source.target", own.Target, $"must be the model's target, {model.Target}");
        if (own.Task != model.Task)
            yield return Problem.Of("source.task", own.Task, $"must be the model's task, {Word(model.Task)}");
        else if (!(own.Classes ?? []).SequenceEqual(model.Classes ?? []))
        {
            yield return Problem.Of("source.target.classes", string.Join(", ", own.Classes ?? []),
                $"must be the model's classes in their order: {string.Join(", ", model.Classes ?? [])}");
        }
    }

    private static int PlaceOf(Feature wanted, ImmutableArray<Feature> own, List<Problem> problems)
    {
        if (wanted.FromModel is not null) return -1;
        for (var i = 0; i < own.Length; i++)
        {
            if (!wanted.IsCalled(own[i].Name)) continue;
            if (own[i].Kind != wanted.Kind)
            {
                problems.Add(Problem.Of(
                    "source.features", wanted.Name, $"must be {Word(wanted.Kind)}, as the model has it"));
            }
            return i;
        }
        if (!wanted.IsRetired)
        {
            problems.Add(Problem.Of(
                "source.features", wanted.Name, "must be there: it is a feature of the model"));
        }
        return -1;
    }

    // As source files and policies write it.
    private static string Word<T>(T value) where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
