using RetrainGrains.Cli.Sources;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Cli.Drift;

/// <summary>Finds out what a column holds in two samples: numbers, categories, or nothing to compare.</summary>
internal static class ColumnBuilder
{
    // What pandas and R write for «no value», beside what source files take for it.
    private static readonly HashSet<string> Missing = [.. SourceFile.DefaultMissing, "NaN", "nan", "null"];

    public static (ComparedColumn? Column, LeftOutColumn? LeftOut) Build(
        string name, string[] reference, string[] current, bool asCategories)
    {
        var (before, now) = (Array.ConvertAll(reference, Number), Array.ConvertAll(current, Number));
        if (!asCategories && !before.Contains(null) && !now.Contains(null))
            return OfNumbers(name, [.. before.Select(value => value!.Value)], [.. now.Select(value => value!.Value)]);
        string[] categories =
            [.. reference.Concat(current).Where(cell => !Missing.Contains(cell)).Distinct()
                .Order(StringComparer.Ordinal).Take(FeatureSchema.CategoriesMax + 1)];
        if (categories.Length > FeatureSchema.CategoriesMax)
        {
            return (null, new LeftOutColumn(
                name, $"more than {FeatureSchema.CategoriesMax} different texts: neither a number nor a category"));
        }
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

    /// <summary>A column without a value on one side, or with one value on both, has nothing to compare.</summary>
    public static (ComparedColumn? Column, LeftOutColumn? LeftOut) Checked(ComparedColumn column)
    {
        var (reference, current) = (column.PresentReference, column.PresentCurrent);
        var reason = reference.Length == 0 ? "the reference has no values"
            : current.Length == 0 ? "the current sample has no values"
            : reference.All(value => value == reference[0]) && current.All(value => value == reference[0])
                ? "one value only, on both sides"
            : null;
        return reason is null ? (column, null) : (null, new LeftOutColumn(column.Name, reason));
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
