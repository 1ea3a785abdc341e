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
        // Positions in the list are stored: the same texts in another order are other categories. Those that only one
        // of the two has are missing to the other.
        var both = Math.Min(own.Categories.Length, taken.Categories.Length);
        var sameEmpty = own.Categories.IsEmpty == taken.Categories.IsEmpty;
        return sameEmpty && own.Categories.Take(both).SequenceEqual(taken.Categories.Take(both))
            ? null
            : $"takes feature '{taken.Name}', whose categories must be the same, in the same order";
    }
}
