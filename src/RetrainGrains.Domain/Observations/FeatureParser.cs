using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Observations;

/// <summary>The conversion of a client's values into the numbers that models are trained on and scored with.</summary>
public static class FeatureParser
{
    private static readonly BrokenRule NotFinite =
        new(FaultKind.NotFinite, "must be finite; leave the value out when it is missing");

    // A larger one would become infinite there.
    private static readonly BrokenRule BeyondSingle = new(
        FaultKind.OutOfRange,
        "must be between -3.4028235E+38 and 3.4028235E+38, for features are held in single precision; send the value "
        + "in another unit, or leave it out when it stands for a missing one");

    /// <summary>
    /// Fills <paramref name="features"/> in schema order; NaN stands for missing, and for a category that the schema
    /// does not list. Returns every problem of the row, with fields below <paramref name="path"/> unless that is empty;
    /// the result is usable only when there is none.
    /// </summary>
    public static IReadOnlyList<Problem> Read(
        FeatureSchema schema, FeatureRow row, string path, Span<float> features)
    {
        if (row.Named is { } named) return ReadNamed(schema, row.Ordered.Count, named, path, features);
        var values = row.Ordered;
        if (values.Count != schema.Features.Length)
        {
            if (schema.EarlierWidths?.Contains(values.Count) != true)
            {
                return [Problem.Of(FeaturesOf(path), values.Count,
                    $"must have exactly {schema.Features.Length} values, one for each feature of the schema",
                    values.Count == 0 ? FaultKind.Missing : FaultKind.OutOfRange)];
            }
            // A schema grows at its end: the row of an earlier one has the first features, and misses the others.
            features[values.Count..].Fill(float.NaN);
        }
        List<Problem>? problems = null;
        for (var i = 0; i < values.Count; i++)
        {
            if (ReadOne(schema.Features[i], values[i], out features[i]) is not { } rule) continue;
            var field = $"{FeaturesOf(path)}[{i}] ({schema.Features[i].Name})";
            (problems ??= []).Add(rule.At(field, values[i].Found));
        }
        return problems ?? (IReadOnlyList<Problem>)[];
    }

    /// <summary>Finds the rule that an outcome breaks; null when it breaks none.</summary>
    public static BrokenRule? OutcomeRule(AnswerKind answer, double outcome) => answer.Task switch
    {
        _ when !double.IsFinite(outcome) => new BrokenRule(
            FaultKind.NotFinite, "must be a finite number; send the row when its outcome is known"),
        PredictionTask.BinaryClassification when outcome is not (0 or 1) =>
            new BrokenRule(FaultKind.OutOfRange, "must be 0 or 1"),
        PredictionTask.MulticlassClassification
            when outcome < 0 || outcome >= answer.Classes || outcome != Math.Floor(outcome) =>
            new BrokenRule(FaultKind.OutOfRange, $"must be the index of a class, 0 to {answer.Classes - 1}"),
        _ => null,
    };

    private static List<Problem> ReadNamed(
        FeatureSchema schema, int ordered, IReadOnlyDictionary<string, FeatureValue> named, string path,
        Span<float> features)
    {
        List<Problem> problems = [];
        if (ordered > 0)
        {
            problems.Add(Problem.Of(
                FeaturesOf(path), ordered, "must be left out: the features are given by name",
                FaultKind.Contradiction));
        }
        for (var i = 0; i < features.Length; i++)
        {
            var feature = schema.Features[i];
            var value = named.GetValueOrDefault(feature.Name);
            foreach (var former in feature.FormerNames ?? [])
            {
                if (!named.TryGetValue(former, out var earlier)) continue;
                if (!named.ContainsKey(feature.Name)) value = earlier;
                else
                {
                    problems.Add(Problem.Of(
                        $"{FeaturesOf(path)}.{former}", earlier.Found,
                        $"must be left out: it is an earlier name of '{feature.Name}', which is given",
                        FaultKind.Contradiction));
                }
            }
            if (ReadOne(feature, value, out features[i]) is not { } rule) continue;
            problems.Add(rule.At($"{FeaturesOf(path)}.{feature.Name}", value.Found));
        }
        foreach (var name in named.Keys)
        {
            if (schema.Features.Any(feature => feature.IsCalled(name))) continue;
            problems.Add(Problem.Of(
                $"{FeaturesOf(path)}.{name}", named[name].Found,
                $"must be one of the schema's features: {string.Join(", ", schema.Features.Select(one => one.Name))}",
                FaultKind.UnknownName));
        }
        return problems;
    }

    private static string FeaturesOf(string path) => path.Length == 0 ? "features" : $"{path}.features";

    private static BrokenRule? ReadOne(Feature feature, FeatureValue value, out float number)
    {
        number = float.NaN;
        if (value.Other is not null) return new(FaultKind.WrongKind, "must be a number, a text or null");
        if (value is { Number: null, Text: null }) return null;
        if (feature.FromModel is { } model)
        {
            return new(FaultKind.Contradiction, $"must be left out: model '{model}' fills it in");
        }
        if (feature.Kind == FeatureKind.Categorical)
        {
            if (value.Text is null) return new(FaultKind.WrongKind, "must be a text: the feature is categorical");
            var index = CategoryCodes.CodeOf(feature.Categories, value.Text);
            number = index >= 0 ? index : FeatureCode.Unlisted;
            return null;
        }
        if (value.Number is not { } found) return new(FaultKind.WrongKind, "must be a number");
        number = (float)found;
        return float.IsFinite(number) ? null : double.IsFinite(found) ? BeyondSingle : NotFinite;
    }
}
