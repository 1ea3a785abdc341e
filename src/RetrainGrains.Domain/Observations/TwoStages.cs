using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Observations;

/// <summary>
/// The rules between a model and the models that feed it. A fed feature is another model's current prediction for the
/// same row, so every input of that model must be in the row, sent by the caller.
/// </summary>
public static class TwoStages
{
    /// <summary>Lists the models that feed this one.</summary>
    public static IEnumerable<string> Feeding(FeatureSchema schema) =>
        schema.Features.Select(feature => feature.FromModel).OfType<string>().Distinct();

    /// <summary>
    /// Finds the problems of the fed features of a well-formed schema; a null schema stands for a model that does not
    /// exist.
    /// </summary>
    public static IEnumerable<Problem> ProblemsWith(
        FeatureSchema schema, IReadOnlyDictionary<string, FeatureSchema?> feeding)
    {
        for (var i = 0; i < schema.Features.Length; i++)
        {
            if (schema.Features[i].FromModel is not { } model) continue;
            foreach (var rule in RulesBroken(schema, feeding[model]))
            {
                yield return Problem.Of($"schema.features[{i}].fromModel", model, rule);
            }
        }
    }

    /// <summary>
    /// Finds the problems that the change of a schema would make in a model that is fed by it: a row of that model
    /// would mean another thing to this one. What is added, and that model does not have, is no problem: it is missing
    /// there.
    /// </summary>
    public static IEnumerable<Problem> ProblemsOfFed(
        string fedModel, FeatureSchema fed, FeatureSchema before, FeatureSchema after, SchemaChange change)
    {
        for (var i = 0; i < after.Features.Length; i++)
        {
            var taken = after.Features[i];
            var known = i < before.Features.Length ? before.Features[i] : null;
            if (taken == known) continue;
            var place = fed.IndexOf(taken);
            var rule = known is null && taken.FromModel is not null ? "there are exactly two stages"
                : place < 0 ? null
                : known is not null && place != fed.IndexOf(known) ? $"'{taken.Name}' is another feature there"
                : Mismatch(fed.Features[place], taken);
            if (rule is null) continue;
            yield return Problem.Of(
                FieldOf(change, before, i), taken.Name, $"must suit model '{fedModel}', which this one feeds: {rule}");
        }
    }

    /// <summary>Lists the added features that a fed model does not have: they are missing in what it asks.</summary>
    public static IEnumerable<string> MissingIn(FeatureSchema fed, SchemaChange change) =>
        change.Add.Where(feature => fed.IndexOf(feature) < 0).Select(feature => feature.Name);

    private static string? Mismatch(Feature own, Feature taken)
    {
        if (own.FromModel is { } other) return $"'{own.Name}' is fed there, by '{other}'";
        if (own.Kind != taken.Kind) return $"'{own.Name}' is {own.Kind.ToString().ToLowerInvariant()} there";
        if (HaveSameCategories(own, taken)) return null;
        var place = own.Categories.Zip(taken.Categories).TakeWhile(pair => pair.First == pair.Second).Count();
        return place < own.Categories.Length
            ? $"'{own.Name}' has the category '{own.Categories[place]}' there in the place of "
                + (place < taken.Categories.Length ? $"'{taken.Categories[place]}'" : "none")
            : $"'{own.Name}' has no categories there";
    }

    private static string FieldOf(SchemaChange change, FeatureSchema before, int place)
    {
        if (place >= before.Features.Length) return $"add[{place - before.Features.Length}].name";
        for (var i = 0; i < change.Categories.Length; i++)
        {
            if (before.IndexOf(change.Categories[i].Feature) == place) return $"add_categories[{i}].categories";
        }
        for (var i = 0; i < change.Rename.Length; i++)
        {
            if (before.IndexOf(change.Rename[i].From) == place) return $"rename[{i}].to";
        }
        return "change";
    }

    private static IEnumerable<string> RulesBroken(FeatureSchema schema, FeatureSchema? first)
    {
        if (first is null) return ["must be the id of a registered model"];
        if (first.Task is not (PredictionTask.Regression or PredictionTask.BinaryClassification))
        {
            return ["must predict a number or a probability"];
        }
        if (first.Features.Any(feature => feature.FromModel is not null))
        {
            return ["must not be fed itself: there are exactly two stages"];
        }
        return first.Features.Select(taken => RuleBroken(schema, taken)).OfType<string>();
    }

    private static string? RuleBroken(FeatureSchema schema, Feature taken)
    {
        var place = schema.IndexOf(taken);
        if (place < 0) return $"takes feature '{taken.Name}', which must be in this schema too";
        var own = schema.Features[place];
        if (own.FromModel is not null) return $"takes feature '{taken.Name}', which must not be fed here";
        if (own.Kind != taken.Kind) return $"takes feature '{taken.Name}', which must be {taken.Kind} here too";
        return HaveSameCategories(own, taken)
            ? null
            : $"takes feature '{taken.Name}', whose categories must be the same, in the same order";
    }

    // Positions in the list are stored: the same texts in another order are other categories. Those that only one of
    // the two has are missing to the other.
    private static bool HaveSameCategories(Feature own, Feature taken)
    {
        var both = Math.Min(own.Categories.Length, taken.Categories.Length);
        return own.Categories.IsEmpty == taken.Categories.IsEmpty
            && own.Categories.Take(both).SequenceEqual(taken.Categories.Take(both));
    }
}
