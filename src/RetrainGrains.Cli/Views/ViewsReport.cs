using RetrainGrains.Cli.Terminal;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Views;

/// <summary>
/// The read models before and after their rebuilding. The JSON property names are part of the interface.
/// </summary>
internal sealed record ViewsReport(
    int Format, long Models, long Lines, long Unread, IReadOnlyList<TableReport> Before,
    IReadOnlyList<TableReport> After)
{
    private const int CurrentFormat = 1;

    public static ViewsReport Of(
        RebuildReport rebuilt, IReadOnlyList<TableReport> before, IReadOnlyList<TableReport> after) =>
        new(CurrentFormat, rebuilt.Models, rebuilt.Lines, rebuilt.Unread, before, after);

    /// <summary>Returns true when every table was what the ledgers give.</summary>
    public bool WasRight() => Before.SequenceEqual(After);

    public string ToJson() => ReportJson.Write(this) + "\n";
}
