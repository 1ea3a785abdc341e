using System.Globalization;

namespace RetrainGrains.Learning.Importing;

/// <summary>Reads the features of LightGBM's file, and finds whose the categories are that pandas named.</summary>
/// <remarks>
/// The file lists categories in the order of the table's columns and does not say which columns these were; an ordered
/// category is a number to LightGBM.
/// </remarks>
internal static class LightGbmFeatures
{
    private const string CountingPrefix = "Column_";

    public static ImportedFeatures Read(
        LightGbmSection header, CategoryName[][] lists, ImportTarget? target, ThresholdPrecision precision)
    {
        var names = header.Text("feature_names").Split(' ');
        var largestIndex = header.Int32("max_feature_idx");
        if (names.Length - 1 != largestIndex)
        {
            throw new ImportException(
                $"The header has {names.Length} feature names; max_feature_idx is {largestIndex}.");
        }

        var read = header.Has("feature_infos") ? header.Text("feature_infos").Split(' ') : [];
        ColumnRange[] infos =
            [.. names.Select((_, i) => i < read.Length ? ColumnRange.Parse(read[i]) : ColumnRange.Unused)];
        precision.SetRanges([.. infos.Select(info => info.IsCategorical ? default : (info.Least, info.Most))]);
        var owners = OwnersOf(lists, infos, names, target);
        bool[] isCategorical = [.. infos.Select((info, i) => info.IsCategorical || (owners[i] >= 0 && info.IsUnused))];
        return new ImportedFeatures(
            names, isNamed: true, isCategorical, [.. owners.Select(list => list < 0 ? null : lists[list])],
            CountingPrefix, target);
    }

    // The list of each feature, −1 for none: the one way to give the lists to columns in their order.
    private static int[] OwnersOf(CategoryName[][] lists, ColumnRange[] infos, string[] names, ImportTarget? target)
    {
        int[] nobody = [.. infos.Select(_ => -1)];
        if (lists.Length == 0) return nobody;
        var byKind = Ways(lists, infos, (_, _) => true);
        if (byKind.Count > 1 && target?.Categories is { } known)
        {
            byKind = Ways(lists, infos, (feature, list) =>
            {
                var place = Place(names[feature], feature, target);
                return place >= 0 && lists[list].All(category => category.PlaceIn(known[place]) >= 0);
            });
        }

        return byKind.Count == 1
            ? byKind[0]
            : throw new ImportException(
                $"The file names the categories of {lists.Length} columns and does not tell of which: "
                + $"{(byKind.Count == 0 ? "they fit no" : "they fit several of the")} columns. Save the model with "
                + "category codes and a schema that lists the categories in that order.");
    }

    // Where names only count the columns, places tell.
    private static int Place(string name, int feature, ImportTarget target)
    {
        for (var i = 0; i < target.Schema.Features.Count; i++)
        {
            if (target.Schema.Features[i].Name == name) return i;
        }

        return name == CountingPrefix + feature && feature < target.Schema.Features.Count ? feature : -1;
    }

    // At most two ways are looked for: more than one is as good as none.
    private static List<int[]> Ways(CategoryName[][] lists, ColumnRange[] infos, Func<int, int, bool> fits)
    {
        // The lists that the features from each one on can take in: of no use is a start that cannot end well.
        var found = new List<int[]>();
        var reaches = new bool[infos.Length + 1, lists.Length + 1];
        for (var feature = infos.Length; feature >= 0; feature--)
        {
            for (var list = lists.Length; list >= 0; list--)
            {
                reaches[feature, list] = feature == infos.Length
                    ? list == lists.Length
                    : (!infos[feature].IsCategorical && reaches[feature + 1, list])
                    || (Takes(feature, list) && reaches[feature + 1, list + 1]);
            }
        }

        if (reaches[0, 0]) Walk(0, 0, [.. infos.Select(_ => -1)]);
        return found;

        bool Takes(int feature, int list) =>
            list < lists.Length && infos[feature].Fits(lists[list].Length) && fits(feature, list);

        void Walk(int feature, int list, int[] owners)
        {
            if (feature == infos.Length)
            {
                found.Add([.. owners]);
                return;
            }

            if (Takes(feature, list) && reaches[feature + 1, list + 1])
            {
                owners[feature] = list;
                Walk(feature + 1, list + 1, owners);
                owners[feature] = -1;
            }

            if (found.Count < 2 && !infos[feature].IsCategorical && reaches[feature + 1, list])
            {
                Walk(feature + 1, list, owners);
            }
        }
    }

    // A range "[0:9]" stands for numbers, a list "1:0:3" for categories, "none" for a feature never used.
    private readonly record struct ColumnRange(bool IsCategorical, bool IsUnused, double Least, double Most)
    {
        public static readonly ColumnRange Unused = new(false, true, 0, 0);

        public static ColumnRange Parse(string text)
        {
            if (text.StartsWith('[') && text.EndsWith(']') && text.Split(':') is [var from, var to]
                && Number(from[1..]) is { } least && Number(to[..^1]) is { } most)
            {
                return new ColumnRange(false, false, least, most);
            }

            if (!text.Contains(':') || text.StartsWith('[')) return text == "none" ? Unused : new(false, false, 0, 0);
            double[] codes = [.. text.Split(':').Select(code => Number(code) ?? 0)];
            return new ColumnRange(true, false, codes.Min(), codes.Max());
        }

        // An ordered category is a range of whole numbers.
        public bool Fits(int categories) => IsUnused
            || (Most < categories && (IsCategorical || HasPlaces));

        private bool HasPlaces => Least >= 0 && double.IsInteger(Least) && double.IsInteger(Most);

        private static double? Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
