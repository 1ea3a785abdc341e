namespace RetrainGrains.Storage.Sql;

/// <summary>The end of a model's ledger, as its model row says.</summary>
internal sealed record LedgerHead(long Sequence, string Hash);

/// <summary>Follows a ledger line by line up to its head and remembers the first line that does not fit.</summary>
internal sealed class LedgerWalk(string modelId, LedgerHead head)
{
    private long lines;
    private string hash = LedgerChain.Root(modelId);
    private (long Sequence, string Problem)? broken;

    public long Next => lines + 1;

    /// <summary>Follows a page of lines; false when the walk is over: at the head or at a broken line.</summary>
    public bool Follow(IReadOnlyList<LedgerRow> page)
    {
        foreach (var row in page)
        {
            if (broken is not null || lines == head.Sequence) return false;
            if (row.Sequence != Next)
            {
                broken = (Next, $"line {Next} is missing: line {row.Sequence} follows line {lines}");
                return false;
            }
            hash = LedgerChain.Next(hash, row.Sequence, new LedgerAppend(row.At, row.Kind, row.Body));
            if (hash != row.Hash)
            {
                broken = (row.Sequence, $"line {row.Sequence} has hash {row.Hash}, its content gives {hash}");
                return false;
            }
            lines++;
        }
        return lines < head.Sequence;
    }

    public LedgerVerification Finish()
    {
        if (broken is null && lines != head.Sequence)
        {
            broken = (Next, $"line {Next} is missing: the ledger has {head.Sequence} lines");
        }
        if (broken is null && hash != head.Hash)
        {
            broken = (lines, $"line {lines} has hash {hash}, the model row says {head.Hash}");
        }
        return new LedgerVerification(lines, broken?.Sequence, broken?.Problem);
    }
}
