using System.Buffers.Binary;

namespace RetrainGrains.Storage.Sqlite;

// https://www.sqlite.org/fileformat2.html#b_tree_pages: a header of 8 bytes, 12 above the leaves, then one pointer a
// cell, a gap, and the cells; between these are free blocks that tell their length, and fragments of 3 bytes at most.

/// <summary>
/// The free space of a page of a SQLite file. Rows that move to another page leave their bytes there, however
/// deleted rows are overwritten: only where a page is written anew as a whole is its gap zeroed.
/// </summary>
internal static class SqlitePage
{
    /// <summary>The length of the file's own header, which stands before the first page's.</summary>
    public const int FileHeader = 100;

    private const int InnerIndex = 2;
    private const int InnerTable = 5;
    private const int LeafIndex = 10;
    private const int LeafTable = 13;
    private const int FreeBlockHead = 4;

    /// <summary>
    /// Zeroes what a page of a tree has free, and answers whether any byte of it was something else. Other pages, and
    /// those whose header does not hold together, stay as they are.
    /// </summary>
    public static bool ZeroFree(Span<byte> page, int head)
    {
        if (page[head] is not (InnerIndex or InnerTable or LeafIndex or LeafTable)) return false;
        var cells = head + (page[head] is InnerIndex or InnerTable ? 12 : 8) + (2 * Number(page, head + 3));
        var content = Number(page, head + 5) is var told and > 0 ? told : 65_536;
        if (cells > content || content > page.Length || !AreSound(page, head, content)) return false;
        var changed = Zero(page[cells..content]);
        for (var at = Number(page, head + 1); at > 0; at = Number(page, at))
            changed |= Zero(page.Slice(at + FreeBlockHead, Number(page, at + 2) - FreeBlockHead));
        return changed;
    }

    /// <summary>Zeroes bytes, and answers whether any of them was something else.</summary>
    public static bool Zero(Span<byte> bytes)
    {
        if (!bytes.ContainsAnyExcept((byte)0)) return false;
        bytes.Clear();
        return true;
    }

    // In ascending order, each within the content.
    private static bool AreSound(ReadOnlySpan<byte> page, int head, int content)
    {
        var from = content;
        for (var at = Number(page, head + 1); at > 0; at = Number(page, at))
        {
            if (at < from || at > page.Length - FreeBlockHead) return false;
            var length = Number(page, at + 2);
            if (length < FreeBlockHead || at + length > page.Length) return false;
            from = at + length;
        }
        return true;
    }

    private static int Number(ReadOnlySpan<byte> page, int at) => BinaryPrimitives.ReadUInt16BigEndian(page[at..]);
}
