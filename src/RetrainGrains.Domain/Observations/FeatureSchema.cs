using System.Text.Json.Serialization;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Observations;

/// <summary>An input of a model; a categorical one lists its categories, and is stored as their index.</summary>
public sealed record Feature(string Name, FeatureKind Kind = FeatureKind.Numeric)
{
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>The model whose current prediction is this feature; null when callers send it.</summary>
    public string? FromModel { get; init; }

    /// <summary>The names that it had before, by which callers may still send it; null where it had none.</summary>
    public ImmutableArray<string>? FormerNames { get; init; }

    /// <summary>
    /// Returns true when callers need not send it any more: it keeps its place, versions that learned from it still use
    /// what is sent, and no later version learns from it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRetired { get; init; }

    public bool IsCalled(string name) => Name == name || FormerNames?.Contains(name) == true;
}

/// <summary>The inputs and the answer of a model: features in order, target, task.</summary>
public sealed record FeatureSchema
{
    public const int FeaturesMax = 1_000;

    /// <summary>
    /// The largest number of categories of one feature: states and serving plans hold their names, and beyond some
    /// thousands a feature is a name of rows rather than a kind.
    /// </summary>
    public const int CategoriesMax = 10_000;

    /// <summary>The largest number of categories of all features together: some megabytes of names.</summary>
    public const int CategoriesInAllMax = 254_000;

    /// <summary>
    /// The least number of classes: two are a binary task, and each further one costs each learner a model of its own.
    /// </summary>
    public const int ClassesMin = 3;
    public const int ClassesMax = 50;
    public const int ClassLengthMax = 100;

    public required ImmutableArray<Feature> Features { get; init; }
    public required string Target { get; init; }
    public PredictionTask Task { get; init; } = PredictionTask.Regression;

    /// <summary>The names of the classes, in the order of their indices; null for other tasks.</summary>
    public ImmutableArray<string>? Classes { get; init; }

    public AnswerKind Answer => new(Task, Classes?.Length ?? 0);

    /// <summary>
    /// The feature that holds the target's last known value at prediction time. It allows recipes that predict the
    /// change, and the baseline of the last value without a model; null when there is none.
    /// </summary>
    public string? LastValue { get; init; }

    public int LastValueIndex => LastValue is null ? -1 : IndexOf(LastValue);

    /// <summary>The number of changes since the registration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Version { get; init; }

    /// <summary>
    /// The numbers of features that it had before it grew: a row of such a length is one of an earlier schema, whose
    /// features are the first ones of this. Null before the first change.
    /// </summary>
    public ImmutableArray<int>? EarlierWidths { get; init; }

    /// <summary>Finds a feature by its name, or by one that it had before; −1 when there is none.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Features.Length; i++)
        {
            if (Features[i]?.Name == name) return i;
        }
        for (var i = 0; i < Features.Length; i++)
        {
            if (Features[i]?.IsCalled(name) == true) return i;
        }
        return -1;
    }

    /// <summary>Finds the feature that is another schema's, under any of its names; −1 when there is none.</summary>
    public int IndexOf(Feature other)
    {
        var place = IndexOf(other.Name);
        foreach (var former in other.FormerNames ?? [])
        {
            if (place < 0) place = IndexOf(former);
        }
        return place;
    }

    /// <summary>
    /// Brings a stored row to this schema: features that came after it are missing. A row that fits is returned itself.
    /// </summary>
    public float[] Fit(float[] row)
    {
        if (row.Length == Features.Length) return row;
        var fitted = new float[Features.Length];
        row.AsSpan(0, Math.Min(row.Length, fitted.Length)).CopyTo(fitted);
        fitted.AsSpan(Math.Min(row.Length, fitted.Length)).Fill(float.NaN);
        return fitted;
    }

    /// <summary>The same for a row to learn from: no version learns from retired features.</summary>
    public float[] FitToLearn(float[] row)
    {
        var fitted = Fit(row);
        for (var i = 0; i < Features.Length; i++)
        {
            if (!Features[i].IsRetired || float.IsNaN(fitted[i])) continue;
            if (ReferenceEquals(fitted, row)) fitted = [.. row];
            fitted[i] = float.NaN;
        }
        return fitted;
    }

    /// <summary>Returns what a model knows of the schema, which learned from its first features.</summary>
    public FeatureSchema Known(DatasetSchema model) => model.Features.Count == Features.Length
        && !Features.Where((own, i) => own.Categories.Length > Math.Max(1, model.Features[i].CategoryCount)
            && own.Kind == FeatureKind.Categorical).Any()
        ? this
        : this with
        {
            Features = [.. Features.Take(model.Features.Count).Select((own, i) => own.Kind == FeatureKind.Categorical
                ? own with { Categories = [.. own.Categories.Take(model.Features[i].CategoryCount)] }
                : own)],
        };

    public IEnumerable<Problem> Validate()
    {
        if (Features.IsDefaultOrEmpty || Features.Length > FeaturesMax)
        {
            var count = Features.IsDefault ? 0 : Features.Length;
            yield return Problem.Of("schema.features", count, $"must have 1 to {FeaturesMax} features");
            yield break;
        }
        if (string.IsNullOrWhiteSpace(Target)) yield return Problem.Of("schema.target", Target, "must not be empty");
        if (LastValue is not null && IndexOf(LastValue) < 0)
        {
            yield return Problem.Of("schema.lastValue", LastValue, "must name one of the features");
        }
        else if (LastValueIndex >= 0 && Features[LastValueIndex].FromModel is not null)
        {
            yield return Problem.Of("schema.lastValue", LastValue, "must not name a feature that a model feeds");
        }
        foreach (var problem in ClassProblems()) yield return problem;
        var names = new HashSet<string>();
        for (var i = 0; i < Features.Length; i++)
        {
            if (Features[i] is null)
            {
                yield return Problem.Of($"schema.features[{i}]", null, "must not be null");
                continue;
            }
            foreach (var problem in Validate(Features[i], $"schema.features[{i}]", names)) yield return problem;
        }
        var categories = Features.Sum(one => one?.Categories is { IsDefault: false } own ? own.Length : 0);
        if (categories > CategoriesInAllMax)
        {
            yield return Problem.Of("schema.features", categories,
                $"must have at most {CategoriesInAllMax} categories in all: list those that matter, others count as "
                    + "missing");
        }
    }

    private IEnumerable<Problem> ClassProblems()
    {
        var classes = Classes ?? [];
        if (Task != PredictionTask.MulticlassClassification)
        {
            if (Classes is null) yield break;
            yield return Problem.Of("schema.classes", classes.Length, $"must be empty for {Task}");
            yield break;
        }
        if (classes.IsDefault || classes.Length is < ClassesMin or > ClassesMax)
        {
            var count = classes.IsDefault ? 0 : classes.Length;
            yield return Problem.Of("schema.classes", count, $"must be {ClassesMin} to {ClassesMax} names");
            yield break;
        }
        for (var i = 0; i < classes.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(classes[i]) || classes[i].Length > ClassLengthMax)
            {
                yield return Problem.Of(
                    $"schema.classes[{i}]", classes[i], $"must have 1 to {ClassLengthMax} characters");
            }
            else if (classes.IndexOf(classes[i]) < i)
            {
                yield return Problem.Of($"schema.classes[{i}]", classes[i], "must be unique");
            }
        }
        if (LastValueIndex >= 0 && Features[LastValueIndex] is { Kind: FeatureKind.Categorical } last
            && !last.Categories.SequenceEqual(classes))
        {
            yield return Problem.Of(
                "schema.lastValue", LastValue, "must have the classes as its categories, in their order");
        }
    }

    private static IEnumerable<Problem> Validate(Feature feature, string path, HashSet<string> names)
    {
        if (string.IsNullOrWhiteSpace(feature.Name))
        {
            yield return Problem.Of($"{path}.name", feature.Name, "must not be empty");
        }
        else if (!names.Add(feature.Name))
        {
            yield return Problem.Of($"{path}.name", feature.Name, "must be unique");
        }
        if (!Enum.IsDefined(feature.Kind))
        {
            yield return Problem.Of($"{path}.kind", feature.Kind, "must be numeric or categorical");
        }
        if (feature.FromModel is { } model && feature.Kind != FeatureKind.Numeric)
        {
            yield return Problem.Of($"{path}.fromModel", model, "must be empty for a categorical feature");
        }
        if (CategoryRule(feature) is { } rule)
        {
            var count = feature.Categories.IsDefault ? 0 : feature.Categories.Length;
            yield return Problem.Of($"{path}.categories", count, rule);
        }
    }

    private static string? CategoryRule(Feature feature)
    {
        var categories = feature.Categories;
        if (categories.IsDefault || categories.Contains(null!)) return "must be a list of texts";
        if (categories.Length > CategoriesMax)
        {
            return $"must be at most {CategoriesMax} for '{feature.Name}': list those that matter, the most frequent "
                + "ones; others count as missing, and as unlisted where drift is looked for";
        }
        if (feature.Kind == FeatureKind.Numeric && categories.Length > 0) return "must be empty for a numeric feature";
        return categories.Distinct().Count() == categories.Length ? null : "must not repeat a category";
    }
}
