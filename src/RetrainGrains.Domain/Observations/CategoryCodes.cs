using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RetrainGrains.Domain.Observations;

/// <summary>The codes of categories by their texts: of many, a table is made once for each list.</summary>
public static class CategoryCodes
{
    // Fewer are found faster by looking at each.
    private const int ListedMax = 16;

    private static readonly ConditionalWeakTable<string[], FrozenDictionary<string, int>> Tables = [];

    /// <summary>Finds the code of a category, its place in the list; −1 when it is not listed.</summary>
    public static int CodeOf(ImmutableArray<string> categories, string text)
    {
        if (categories.Length <= ListedMax) return categories.IndexOf(text);
        var list = ImmutableCollectionsMarshal.AsArray(categories)!;
        return Tables.GetValue(list, MakeTable).GetValueOrDefault(text, -1);
    }

    private static FrozenDictionary<string, int> MakeTable(string[] categories) =>
        categories.Index().ToFrozenDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
}
