using RetrainGrains.Cli.Terminal;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Move;

/// <summary>The proof that both databases hold the same. The JSON property names are part of the interface.</summary>
internal sealed record MoveReport(
    int Format, string From, string To, ImmutableArray<TableReport> Tables, string LedgerSha256)
{
    private const int CurrentFormat = 1;

    public static MoveReport Of(DatabaseSide source, DatabaseSide target, CopyReport copied) =>
        new(CurrentFormat, source.ToString(), target.ToString(), [.. copied.Tables], copied.LedgerHash);

    public string ToJson() => ReportJson.Write(this) + "\n";
}
