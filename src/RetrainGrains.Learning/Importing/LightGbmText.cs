using System.Globalization;
using System.Text;
using System.Text.Json;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>The text of a LightGBM model in its parts: header, one section per tree, and what stands behind.</summary>
/// <remarks>The best iteration counts from zero here, and from one in the file.</remarks>
internal sealed record LightGbmText(
    LightGbmSection Header, IReadOnlyList<LightGbmSection> Trees, CategoryName[][] PandasCategories, int? BestIteration)
{
    private const int MaximumTrees = DatasetSchema.MaximumClasses * TreeEnsemble.MaximumTrees;
    private const string BestIterationField = "best_iteration";

    public static LightGbmText Parse(ReadOnlyMemory<byte> model)
    {
        var header = new LightGbmSection("The header");
        var trees = new List<LightGbmSection>();
        var rest = model;
        if (!NextLine(ref rest).Span.SequenceEqual("tree"u8))
        {
            throw new ImportException("This is no LightGBM model: its first line is not 'tree'.");
        }

        while (!rest.IsEmpty)
        {
            var line = NextLine(ref rest);
            if (line.Span.SequenceEqual("end of trees"u8)) return WithTail(header, trees, rest);
            if (line.Span.StartsWith("Tree="u8))
            {
                trees.Add(new LightGbmSection(Encoding.UTF8.GetString(line.Span)));
            }
            else if (!line.IsEmpty)
            {
                (trees.Count == 0 ? header : trees[^1]).Add(line);
            }

            if (trees.Count > MaximumTrees)
            {
                throw new ImportException(
                    $"The model has more than {MaximumTrees} trees, which is the most that is supported.");
            }
        }

        throw new ImportException("The model is truncated: it has no line 'end of trees'.");
    }

    // Behind the trees stand importances and parameters, and in Python's files the categories of a table's columns.
    private static LightGbmText WithTail(
        LightGbmSection header, List<LightGbmSection> trees, ReadOnlyMemory<byte> rest)
    {
        CategoryName[][] categories = [];
        int? best = header.Has(BestIterationField) ? header.Int32(BestIterationField) : null;
        while (!rest.IsEmpty)
        {
            var line = NextLine(ref rest);
            if (ValueOf(line, "pandas_categorical"u8) is { } lists) categories = ReadCategories(lists);
            if (ValueOf(line, "best_iteration"u8) is not { } found) continue;
            best = int.TryParse(found.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ImportException($"best_iteration is '{Encoding.UTF8.GetString(found.Span)}'; "
                    + "it must be a whole number.");
        }

        // LightGBM writes zero, or less, where there is none.
        return new LightGbmText(header, trees, categories, best > 0 ? best - 1 : null);
    }

    private static ReadOnlyMemory<byte>? ValueOf(ReadOnlyMemory<byte> line, ReadOnlySpan<byte> name) =>
        line.Span.StartsWith(name) && line.Length > name.Length && line.Span[name.Length] is (byte)':' or (byte)'='
            ? (ReadOnlyMemory<byte>?)line[(name.Length + 1)..].Trim((byte)' ')
            : null;

    // A list of lists; null where no table had categories.
    private static CategoryName[][] ReadCategories(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            if (parsed.RootElement.ValueKind == JsonValueKind.Null) return [];
            return [.. parsed.RootElement.EnumerateArray().Select(list =>
                list.EnumerateArray().Select(element => CategoryName.Read(element)
                    ?? throw new ImportException(
                        $"pandas_categorical holds {element.GetRawText()}; a category must be a text, a number or a "
                        + "truth value.")).ToArray())];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ImportException("pandas_categorical must be a list of lists of categories.");
        }
    }

    private static ReadOnlyMemory<byte> NextLine(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }
}
