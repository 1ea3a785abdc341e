namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The bins of a categorical feature: one for each category that matters, and for the others together a few, which they
/// share by their place in the schema's list. A category matters when it is among the most frequent of the reference or
/// has a share of its rows that a collapse would be noticed by. So thousands of categories cost no more than
/// <see cref="OwnMax"/> + <see cref="SharedMax"/> counts an hour, and none of the larger ones can hide in a crowd.
/// </summary>
public sealed class CategoryPlaces
{
    /// <summary>The number of the most frequent categories that have a bin each, whatever their shares.</summary>
    public const int FrequentMax = 24;

    /// <summary>The share of the reference's rows from which on a category has a bin of its own.</summary>
    public const double ShareMin = 0.005;

    /// <summary>
    /// The largest number of bins for one category each: no more than 100 categories can have a hundredth of the rows.
    /// </summary>
    public const int OwnMax = 100;

    /// <summary>
    /// The number of bins that the other categories share: several, so that one of them that becomes frequent is not
    /// lost in the sum of all.
    /// </summary>
    public const int SharedMax = 16;

    private readonly int[] places;
    private readonly int own;
    private readonly int shared;

    public CategoryPlaces(ImmutableArray<int> categories, int shared)
    {
        (own, this.shared) = (categories.Length, shared);
        places = new int[categories.IsEmpty ? 0 : categories.Max() + 1];
        Array.Fill(places, -1);
        for (var place = 0; place < categories.Length; place++) places[categories[place]] = place;
    }

    public int Count => own + shared;

    /// <summary>Finds the bin of a category's code.</summary>
    public int PlaceOf(float code)
    {
        var index = (int)code;
        if ((uint)index < (uint)places.Length && places[index] is >= 0 and var place) return place;
        return own + (int)((uint)index % (uint)shared);
    }

    /// <summary>Chooses the categories that have a bin of their own, the most frequent first.</summary>
    public static ImmutableArray<int> Choose(IReadOnlyList<float[]> rows, int feature)
    {
        var counts = new Dictionary<int, int>();
        var present = 0;
        foreach (var row in rows)
        {
            if (float.IsNaN(row[feature])) continue;
            present++;
            counts[(int)row[feature]] = counts.GetValueOrDefault((int)row[feature]) + 1;
        }
        return
        [
            .. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key)
                .TakeWhile((count, rank) => rank < FrequentMax || count.Value >= ShareMin * present)
                .Take(OwnMax).Select(count => count.Key),
        ];
    }

    /// <summary>Computes the number of bins that the other categories of a schema's list share; at least one.</summary>
    public static int SharedFor(int categories, int own) => Math.Clamp(categories - own, 1, SharedMax);
}
