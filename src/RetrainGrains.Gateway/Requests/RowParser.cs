using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Gateway.Requests;

/// <summary>Reads the features of a request's rows.</summary>
internal static class RowParser
{
    /// <summary>The features as numbers, or null when they broke a rule, which is then among the problems.</summary>
    public static float[]? Read(
        FeatureSchema schema, FeatureRow values, RowPath path, int index, ProblemList problems)
    {
        var features = new float[schema.Features.Length];
        if (FeatureParser.Read(schema, values, "", features).Count == 0) return features;
        // Only a broken row is worth the text of its path.
        problems.AddRange(FeatureParser.Read(schema, values, path.At(index), features));
        return null;
    }

    /// <summary>The same for a row that has its own verdict: fields are named as they stand in the row.</summary>
    public static float[]? Read(FeatureSchema schema, FeatureRow values, ProblemList problems)
    {
        var features = new float[schema.Features.Length];
        var found = FeatureParser.Read(schema, values, "", features);
        problems.AddRange(found);
        return found.Count == 0 ? features : null;
    }
}


/// <summary>The name of a request's rows: "rows[3]", or "row" where there is only one.</summary>
internal readonly record struct RowPath(string Name, bool Indexed)
{
    public string At(int index) => Indexed ? $"{Name}[{index}]" : Name;
}
