using System.Text;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Importing;

/// <summary>Reads the features of XGBoost's file: names, types, and from version 3.1 on names of categories.</summary>
internal static class XGBoostFeatures
{
    private const string CountingPrefix = "f";

    public static ImportedFeatures Read(ModelField learner, int count, ModelField? categories, ImportTarget? target)
    {
        var named = learner.Find("feature_names")?.Items(DatasetSchema.MaximumFeatures) ?? [];
        var types = learner.Find("feature_types")?.Items(DatasetSchema.MaximumFeatures) ?? [];
        if (count is < 1 or > DatasetSchema.MaximumFeatures)
        {
            throw learner.Error($"has num_feature {count}; it must be from 1 to {DatasetSchema.MaximumFeatures}");
        }

        if ((named.Length > 0 && named.Length != count) || (types.Length > 0 && types.Length != count))
        {
            throw learner.Error($"has {named.Length} feature names and {types.Length} types for {count} features");
        }

        string[] names = named.Length > 0
            ? [.. named.Select(n => n.Text)]
            : [.. Enumerable.Range(0, count).Select(i => CountingPrefix + i)];
        bool[] isCategorical = types.Length > 0 ? [.. types.Select(t => t.Text == "c")] : new bool[count];
        return new ImportedFeatures(
            names, named.Length > 0, isCategorical, ReadCategories(categories, count), CountingPrefix, target);
    }

    // An element for each feature; those of numbers are empty.
    private static CategoryName[]?[] ReadCategories(ModelField? field, int count)
    {
        var ofFeatures = new CategoryName[]?[count];
        if (field?.Find("enc")?.Items(DatasetSchema.MaximumFeatures) is not { Length: > 0 } lists) return ofFeatures;
        if (lists.Length != count)
        {
            throw field.Value.Error($"has categories of {lists.Length} features; the model has {count}");
        }

        for (var i = 0; i < count; i++)
        {
            var read = lists[i].Find("offsets") is { } offsets ? Texts(offsets, lists[i]["values"]) : Numbers(lists[i]);
            ofFeatures[i] = read.Length > 0 ? read : null;
        }

        return ofFeatures;
    }

    // As Arrow has them: the bytes of all texts in one row, and where each of them begins and ends.
    private static CategoryName[] Texts(ModelField field, ModelField values)
    {
        var offsets = field.Int32s(field.Length());
        var numbers = values.Int32s(values.Length());
        if (numbers.Any(number => number is < sbyte.MinValue or > byte.MaxValue)) throw values.Error("must hold bytes");

        // They are written as signed bytes.
        byte[] bytes = [.. numbers.Select(number => (byte)number)];
        var texts = new CategoryName[Math.Max(0, offsets.Length - 1)];
        RequireWithin(texts.Length, field);
        for (var i = 0; i < texts.Length; i++)
        {
            var (start, end) = (offsets[i], offsets[i + 1]);
            if (start < 0 || end < start || end > bytes.Length)
            {
                throw field.Error($"has a category from byte {start} to {end} of {bytes.Length}");
            }

            texts[i] = new CategoryName(Encoding.UTF8.GetString(bytes, start, end - start));
        }

        return texts;
    }

    private static CategoryName[] Numbers(ModelField field)
    {
        var values = field["values"];
        RequireWithin(values.Length(), values);
        return [.. values.Int64s(values.Length()).Select(CategoryName.Of)];
    }

    private static void RequireWithin(int count, ModelField field)
    {
        if (count > FeatureDescription.MaximumCategoryCount)
        {
            throw field.Error(
                $"has {count} categories; at most {FeatureDescription.MaximumCategoryCount} are supported");
        }
    }
}
