using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>Maps the features of a foreign model to those of the schema; without a schema they become one.</summary>
internal sealed class ImportedFeatures
{
    private const int MaximumNamesInError = 10;
    private readonly string[] names;
    private readonly bool[] isCategorical;
    private readonly int[] largestCategory;
    private readonly int[] indexes;
    private readonly DatasetSchema? expected;

    /// <summary>
    /// Takes the model's features; names that only count the columns ("f0", "Column_0") follow the prefix given.
    /// </summary>
    public ImportedFeatures(
        string[] names, bool isNamed, bool[] isCategorical, string countingPrefix, DatasetSchema? expected)
    {
        if (names.Length is 0 or > DatasetSchema.MaximumFeatures)
        {
            throw new ImportException(
                $"The model has {names.Length} features; 1 to {DatasetSchema.MaximumFeatures} are supported.");
        }

        this.names = names;
        this.isCategorical = isCategorical;
        this.expected = expected;
        largestCategory = new int[names.Length];
        indexes = expected is null
            ? [.. Enumerable.Range(0, names.Length)]
            : Match(names, isNamed, countingPrefix, [.. expected.Features.Select(f => f.Name)]);
        for (var i = 0; i < names.Length; i++)
        {
            if (isCategorical[i]) RequireCategorical(i);
        }
    }

    public int Count => names.Length;

    public int IndexOf(int feature, string where) =>
        (uint)feature < (uint)indexes.Length
            ? indexes[feature]
            : throw new ImportException($"{where} names feature {feature}; the model has {indexes.Length}.");

    public int IndexOf(int feature, CategorySet categories, string where)
    {
        var index = IndexOf(feature, where);
        isCategorical[feature] = true;
        largestCategory[feature] = Math.Max(largestCategory[feature], categories.Largest);
        RequireCategorical(feature);
        return index;
    }

    /// <summary>The schema asked for, or one whose categories reach to the largest that a split names.</summary>
    public DatasetSchema ToSchema(PredictionTask task, bool anyTask, int classCount = 0)
    {
        if (expected is { ClassCount: var asked } && expected.Task == task && asked != classCount)
        {
            throw new ImportException($"The model has {classCount} classes; the schema has {asked}.");
        }

        if (expected is not null)
        {
            var isForOne = anyTask && expected.Task != PredictionTask.MulticlassClassification;
            return isForOne || expected.Task == task
                ? expected
                : throw new ImportException($"The model is for {task}; the schema asks for {expected.Task}.");
        }

        try
        {
            return new DatasetSchema(task, names.Select((name, i) => isCategorical[i]
                ? FeatureDescription.Categorical(name, largestCategory[i] + 1)
                : FeatureDescription.Numeric(name)), classCount: classCount);
        }
        catch (ArgumentException exception)
        {
            throw new ImportException($"The model's features make no schema: {exception.Message}");
        }
    }

    private static int[] Match(string[] names, bool isNamed, string countingPrefix, string[] schema)
    {
        string[] missing = [.. names.Except(schema)];
        if (isNamed && missing.Length == 0 && names.Distinct().Count() == names.Length)
        {
            return [.. names.Select(n => Array.IndexOf(schema, n))];
        }

        if (names.Where((name, i) => name != countingPrefix + i).Any())
        {
            throw new ImportException(
                $"{missing.Length} of the model's {names.Length} features are not in the schema: "
                + $"{string.Join(", ", missing.Take(MaximumNamesInError).Select(n => $"'{n}'"))}.");
        }

        return names.Length == schema.Length
            ? [.. Enumerable.Range(0, names.Length)]
            : throw new ImportException(
                $"The model has {names.Length} features without names; the schema has {schema.Length}.");
    }

    private void RequireCategorical(int feature)
    {
        if (expected is not null && expected.Features[indexes[feature]].Kind != FeatureKind.Categorical)
        {
            throw new ImportException(
                $"Feature '{names[feature]}' is categorical in the model and numeric in the schema.");
        }
    }
}
