using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>Checks monotone constraints against the features that they name.</summary>
internal static class MonotoneConstraint
{
    /// <summary>Finds what is wrong with the constraints for rows of this schema, or null.</summary>
    public static string? Failure(IReadOnlyDictionary<string, int> constraints, DatasetSchema schema)
    {
        if (schema.Task == PredictionTask.MulticlassClassification)
        {
            return constraints.Count == 0 ? null
                : "Monotone constraints are for one prediction; several classes share theirs.";
        }

        var numeric = schema.Features.Where(f => f.Kind == FeatureKind.Numeric).Select(f => f.Name).ToHashSet();
        string[] wrong =
        [
            .. constraints.Where(c => !numeric.Contains(c.Key) || c.Value is not (1 or -1 or 0))
                .Select(c => $"{c.Key}: {c.Value}"),
        ];
        return wrong.Length == 0 ? null
            : $"Monotone constraints take numeric features with 1, -1 or 0; not so: {string.Join(", ", wrong)}.";
    }
}
