using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>Maps the features of a foreign model to those of the schema; without a schema they become one.</summary>
internal sealed class ImportedFeatures
{
    private const int MaximumNamesInError = 10;
    private readonly string[] names;
    private readonly bool[] isCategorical;
    private readonly CategoryName[]?[] categories;
    private readonly int[]?[] codes;
    private readonly int[] largestCategory;
    private readonly int[] indexes;
    private readonly ImportTarget? target;

    /// <summary>
    /// Takes the model's features; names that only count the columns ("f0", "Column_0") follow the prefix given.
    /// Categories are those that the file names, in the order of its codes; null for a feature without names.
    /// </summary>
    public ImportedFeatures(
        string[] names, bool isNamed, bool[] isCategorical, CategoryName[]?[] categories, string countingPrefix,
        ImportTarget? target)
    {
        if (names.Length is 0 or > DatasetSchema.MaximumFeatures)
        {
            throw new ImportException(
                $"The model has {names.Length} features; 1 to {DatasetSchema.MaximumFeatures} are supported.");
        }

        this.names = names;
        this.isCategorical = isCategorical;
        this.categories = categories;
        this.target = target;
        largestCategory = new int[names.Length];
        indexes = target is null
            ? [.. Enumerable.Range(0, names.Length)]
            : Match(names, isNamed, countingPrefix, [.. target.Schema.Features.Select(f => f.Name)]);
        for (var i = 0; i < names.Length; i++)
        {
            if (isCategorical[i]) RequireCategorical(i);
        }

        codes = MapCategories();
    }

    public int Count => names.Length;

    public string NameOf(int feature) => (uint)feature < (uint)names.Length ? names[feature] : $"{feature}";

    public int IndexOf(int feature, string where) =>
        (uint)feature < (uint)indexes.Length
            ? indexes[feature]
            : throw new ImportException($"{where} names feature {feature}; the model has {indexes.Length}.");

    /// <summary>Finds the feature of a split by categories, and the set in the schema's codes.</summary>
    public (int Index, CategorySet Set) IndexOf(int feature, CategorySet set, string where)
    {
        var index = IndexOf(feature, where);
        isCategorical[feature] = true;
        largestCategory[feature] = Math.Max(largestCategory[feature], set.Largest);
        RequireCategorical(feature);
        if (categories[feature] is { } named && set.Largest >= named.Length)
        {
            throw new ImportException(
                $"{where} names category {set.Largest} of '{names[feature]}'; the file names {named.Length}.");
        }

        return (index, codes[feature] is { } map ? set.Mapped(map) : set);
    }

    /// <summary>The schema asked for, or one whose categories reach to the largest that a split names.</summary>
    public DatasetSchema ToSchema(PredictionTask task, bool anyTask, int classCount = 0)
    {
        if (target?.Schema is { ClassCount: var asked } && target.Schema.Task == task && asked != classCount)
        {
            throw new ImportException($"The model has {classCount} classes; the schema has {asked}.");
        }

        if (target is not null)
        {
            var expected = target.Schema;
            var isForOne = anyTask && expected.Task != PredictionTask.MulticlassClassification;
            return isForOne || expected.Task == task
                ? expected
                : throw new ImportException($"The model is for {task}; the schema asks for {expected.Task}.");
        }

        try
        {
            return new DatasetSchema(task, names.Select((name, i) => isCategorical[i]
                ? FeatureDescription.Categorical(name, categories[i]?.Length ?? largestCategory[i] + 1)
                : FeatureDescription.Numeric(name)), classCount: classCount);
        }
        catch (ArgumentException exception)
        {
            throw new ImportException($"The model's features make no schema: {exception.Message}");
        }
    }

    /// <summary>Describes each feature: its names here and there, and its categories.</summary>
    public IEnumerable<ImportedFeature> Describe() => names.Select((name, i) => new ImportedFeature(
        name,
        target is null ? name : target.Schema.Features[indexes[i]].Name,
        isCategorical[i] ? FeatureKind.Categorical : FeatureKind.Numeric,
        isCategorical[i] ? [.. categories[i]?.Select(category => category.Text) ?? []] : [],
        isCategorical[i] && categories[i] is not null));

    /// <summary>Tells what was taken as it is though schema and file speak of it differently.</summary>
    public IEnumerable<string> Notes()
    {
        for (var i = 0; i < names.Length; i++)
        {
            var isCode = target?.Schema.Features[indexes[i]].Kind == FeatureKind.Categorical;
            if (isCode && !isCategorical[i])
            {
                yield return $"'{names[i]}' is a number in the model and categorical in the schema: the model compares "
                    + "the places of its categories";
            }
            else if (isCategorical[i] && categories[i] is null)
            {
                yield return $"the file has codes of '{names[i]}' and no names: a code is taken for a place in the "
                    + "schema's list of categories";
            }
        }

        if (target?.Classes is { Count: > 0 } classes)
        {
            var taken = classes.Take(MaximumNamesInError).Select((name, label) => $"{label} is '{name}'");
            yield return "the file has no names of classes; they are taken in the schema's order: "
                + string.Join(", ", taken) + (classes.Count > MaximumNamesInError ? " and so on" : "");
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
                $"{missing.Length} of the model's {names.Length} features are not in the schema: {Listed(missing)}.");
        }

        return names.Length == schema.Length
            ? [.. Enumerable.Range(0, names.Length)]
            : throw new ImportException(
                $"The model has {names.Length} features without names; the schema has {schema.Length}.");
    }

    // The schema's code of each of the file's; null where codes are taken as they are.
    private int[]?[] MapCategories()
    {
        var maps = new int[]?[names.Length];
        if (target?.Categories is not { } known) return maps;
        var problems = new List<string>();
        for (var i = 0; i < names.Length; i++)
        {
            // Where the schema has a number, callers send what the model compares.
            var isCode = target.Schema.Features[indexes[i]].Kind == FeatureKind.Categorical;
            if (categories[i] is not { } named || !isCode) continue;
            var own = known[indexes[i]];
            maps[i] = [.. named.Select(category => category.PlaceIn(own))];
            string[] missing = [.. named.Where(category => category.PlaceIn(own) < 0).Select(c => c.Text)];
            if (missing.Length > 0)
            {
                problems.Add($"{missing.Length} of the {named.Length} categories of '{names[i]}' are not in the "
                    + $"schema: {Listed(missing)}");
            }
            else if (!isCategorical[i] && maps[i]!.Where((code, place) => code != place).Any())
            {
                problems.Add($"the model compares the order of the categories of '{names[i]}', which the schema lists "
                    + "in another order");
            }
        }

        return problems.Count == 0 ? maps : throw new ImportException($"{string.Join("; ", problems)}.");
    }

    private static string Listed(string[] missing) =>
        string.Join(", ", missing.Take(MaximumNamesInError).Select(n => $"'{n}'"))
        + (missing.Length > MaximumNamesInError ? $" and {missing.Length - MaximumNamesInError} more" : "");

    private void RequireCategorical(int feature)
    {
        if (target is not null && target.Schema.Features[indexes[feature]].Kind != FeatureKind.Categorical)
        {
            throw new ImportException(
                $"Feature '{names[feature]}' is categorical in the model and numeric in the schema.");
        }
    }
}
