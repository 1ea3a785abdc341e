using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Observations;

/// <summary>The conversion of a client's values into the numbers that models are trained on and scored with.</summary>
public static class FeatureParser
{
    /// <summary>
    /// Fills <paramref name="features"/> in schema order; NaN stands for missing, and for a category that the schema
    /// does not list. Returns every problem of the row; the result is usable only when there is none.
    /// </summary>
    public static IReadOnlyList<Problem> Read(
        FeatureSchema schema, FeatureRow row, string path, Span<float> features)
    {
        if (row.Named is { } named) return ReadNamed(schema, row.Ordered.Count, named, path, features);
        var values = row.Ordered;
        if (values.Count != schema.Features.Length)
        {
            return [Problem.Of($"{path}.features", values.Count,
                $"must have exactly {schema.Features.Length} values, one for each feature of the schema")];
        }
        List<Problem>? problems = null;
        for (var i = 0; i < values.Count; i++)
        {
            if (ReadOne(schema.Features[i], values[i], out features[i]) is not { } rule) continue;
            var field = $"{path}.features[{i}] ({schema.Features[i].Name})";
            (problems ??= []).Add(Problem.Of(field, values[i].Found, rule));
        }
        return problems ?? (IReadOnlyList<Problem>)[];
    }

    /// <summary>Finds the rule that an outcome breaks; null when it breaks none.</summary>
    public static string? OutcomeRule(AnswerKind answer, double outcome) => answer.Task switch
    {
        _ when !double.IsFinite(outcome) => "must be a finite number",
        PredictionTask.BinaryClassification when outcome is not (0 or 1) => "must be 0 or 1",
        PredictionTask.MulticlassClassification
            when outcome < 0 || outcome >= answer.Classes || outcome != Math.Floor(outcome) =>
            $"must be the index of a class, 0 to {answer.Classes - 1}",
        _ => null,
    };

    private static List<Problem> ReadNamed(
        FeatureSchema schema, int ordered, IReadOnlyDictionary<string, FeatureValue> named, string path,
        Span<float> features)
    {
        List<Problem> problems = [];
        if (ordered > 0)
        {
            problems.Add(Problem.Of($"{path}.features", ordered, "must be left out: the features are given by name"));
        }
        for (var i = 0; i < features.Length; i++)
        {
            var feature = schema.Features[i];
            var value = named.GetValueOrDefault(feature.Name);
            if (ReadOne(feature, value, out features[i]) is not { } rule) continue;
            problems.Add(Problem.Of($"{path}.features.{feature.Name}", value.Found, rule));
        }
        foreach (var name in named.Keys)
        {
            if (schema.Features.Any(feature => feature.Name == name)) continue;
            problems.Add(Problem.Of(
                $"{path}.features.{name}", named[name].Found,
                $"must be one of the schema's features: {string.Join(", ", schema.Features.Select(one => one.Name))}"));
        }
        return problems;
    }

    private static string? ReadOne(Feature feature, FeatureValue value, out float number)
    {
        number = float.NaN;
        if (value.Other is not null) return "must be a number, a text or null";
        if (value is { Number: null, Text: null }) return null;
        if (feature.FromModel is { } model) return $"must be left out: model '{model}' fills it in";
        if (feature.Kind == FeatureKind.Categorical)
        {
            if (value.Text is null) return "must be a text: the feature is categorical";
            var index = feature.Categories.IndexOf(value.Text);
            if (index >= 0) number = index;
            return null;
        }
        if (value.Number is not { } found) return "must be a number";
        number = (float)found;
        return float.IsFinite(number) ? null : "must be finite; leave the value out when it is missing";
    }
}
