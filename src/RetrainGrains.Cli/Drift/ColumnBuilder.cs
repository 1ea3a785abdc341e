using RetrainGrains.Learning.Data;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Drift;

/// <summary>Finds out what a column holds in two samples: numbers, categories, or nothing to compare.</summary>
internal static class ColumnBuilder
{
    // What pandas and R write for «no value», beside what source files take for it.
    private static readonly HashSet<string> Missing = [.. SourceFile.DefaultMissing, "NaN", "nan", "null"];

    // Learners take no more categories.
    private const int CategoriesMax = FeatureDescription.MaximumCategoryCount;

    // With more different texts than rows a side could repeat, a column names its rows.
    private const double IdentifierShare = 0.5;

    // Numbers of few values may be categories that got another one, such as «unknown».
    private const int FewNumbers = 20;

    public static (ComparedColumn? Column, LeftOutColumn? LeftOut) Build(
        string name, string[] reference, string[] current, bool asCategories)
    {
        var (before, now) = (Array.ConvertAll(reference, Number), Array.ConvertAll(current, Number));
        if (!asCategories && !before.Contains(null) && !now.Contains(null))
            return OfNumbers(name, [.. before.Select(value => value!.Value)], [.. now.Select(value => value!.Value)]);
        if (!asCategories && KindChange(reference, before, current, now) is { } change)
            return (null, new LeftOutColumn(name, change));
        if (IsIdentifier(reference) && IsIdentifier(current))
        {
            return (null, new LeftOutColumn(
                name, "nearly every row has a text of its own, on both sides: it names rows", LeavesOpen: false));
        }
        string[] categories =
            [.. reference.Concat(current).Where(cell => !Missing.Contains(cell)).Distinct()
                .Order(StringComparer.Ordinal).Take(CategoriesMax + 1)];
        if (categories.Length > CategoriesMax)
            return (null, new LeftOutColumn(name, $"more than {CategoriesMax} different texts"));
        double CodeOf(string cell) =>
            Missing.Contains(cell) ? double.NaN : Array.BinarySearch(categories, cell, StringComparer.Ordinal);
        return Checked(new ComparedColumn(
            name, TypeOf(categories.Length, ColumnType.Categorical), [.. categories],
            Array.ConvertAll(reference, CodeOf), Array.ConvertAll(current, CodeOf)));
    }

    /// <summary>Makes a column of numbers; exactly two distinct ones become the codes of a binary column.</summary>
    public static (ComparedColumn? Column, LeftOutColumn? LeftOut) OfNumbers(
        string name, double[] reference, double[] current)
    {
        double[] values =
            [.. reference.Concat(current).Where(value => !double.IsNaN(value)).Distinct().Take(3).Order()];
        var column = new ComparedColumn(name, TypeOf(values.Length, ColumnType.Numeric), [], reference, current);
        if (column.Type == ColumnType.Numeric) return Checked(column);
        double CodeOf(double value) => double.IsNaN(value) ? double.NaN : Array.IndexOf(values, value);
        return Checked(column with
        {
            Categories = [.. values.Select(value => value.ToString(CultureInfo.InvariantCulture))],
            Reference = Array.ConvertAll(reference, CodeOf), Current = Array.ConvertAll(current, CodeOf),
        });
    }

    /// <summary>
    /// A column without a value on either side, or with one value on both, has nothing to compare; without a value on
    /// one side only, its share of missing values is compared.
    /// </summary>
    public static (ComparedColumn? Column, LeftOutColumn? LeftOut) Checked(ComparedColumn column)
    {
        var (reference, current) = (column.PresentReference, column.PresentCurrent);
        var reason = reference.Length + current.Length == 0 ? "no values, on both sides"
            : reference.Length == column.Reference.Length && current.Length == column.Current.Length
                && reference.All(value => value == reference[0]) && current.All(value => value == reference[0])
                ? "one value only, on both sides"
            : null;
        return reason is null ? (column, null) : (null, new LeftOutColumn(column.Name, reason, LeavesOpen: false));
    }

    // Numbers on one side and other texts on the other are two things, unless the numbers are categories.
    private static string? KindChange(string[] reference, double?[] before, string[] current, double?[] now)
    {
        var (ofReference, ofCurrent) = (before.FirstText(reference), now.FirstText(current));
        if (ofReference is not null == ofCurrent is not null) return null;
        var (numbers, cells, side, text) = ofReference is null
            ? (before, current, "the current sample", ofCurrent)
            : (now, reference, "the reference", ofReference);
        var values = numbers.Where(value => value is { } number && !double.IsNaN(number)).Distinct().ToArray();
        if (values.Length == 0) return null;
        var shared = values.Length <= FewNumbers
            && cells.Any(cell => Number(cell) is { } number && values.Contains(number));
        return shared ? null
            : $"numbers on one side, and {side} has other texts such as '{text}': mend the column, or name it in "
                + "--categorical to compare its texts";
    }

    private static string? FirstText(this double?[] numbers, string[] cells) =>
        Array.FindIndex(numbers, number => number is null) is >= 0 and var at ? cells[at] : null;

    private static bool IsIdentifier(string[] cells)
    {
        string[] present = [.. cells.Where(cell => !Missing.Contains(cell))];
        return present.Length > 0 && present.Distinct().Count() > IdentifierShare * present.Length;
    }

    private static ColumnType TypeOf(int distinct, ColumnType otherwise) =>
        distinct == 2 ? ColumnType.Binary : otherwise;

    // Null: a text. Learners take single precision; a number beyond it is as little a measurement as a text.
    private static double? Number(string cell)
    {
        if (Missing.Contains(cell)) return double.NaN;
        return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && float.IsFinite((float)number) ? number : null;
    }
}
