using System.Text;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>The text of a LightGBM model in its parts: the header, and one section per tree.</summary>
internal sealed record LightGbmText(LightGbmSection Header, IReadOnlyList<LightGbmSection> Trees)
{
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
            if (line.Span.SequenceEqual("end of trees"u8)) return new LightGbmText(header, trees);
            if (line.Span.StartsWith("Tree="u8))
            {
                trees.Add(new LightGbmSection(Encoding.UTF8.GetString(line.Span)));
            }
            else if (!line.IsEmpty)
            {
                (trees.Count == 0 ? header : trees[^1]).Add(line);
            }

            if (trees.Count > TreeEnsemble.MaximumTrees)
            {
                throw new ImportException(
                    $"The model has more than {TreeEnsemble.MaximumTrees} trees, which is the most that is supported.");
            }
        }

        throw new ImportException("The model is truncated: it has no line 'end of trees'.");
    }

    private static ReadOnlyMemory<byte> NextLine(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }
}
