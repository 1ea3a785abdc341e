using RetrainGrains.Cli.Terminal;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Views;

/// <summary>
/// The read models before and after their rebuilding, and the seconds it took without comparing them. The JSON property
/// names are part of the interface.
/// </summary>
internal sealed record ViewsReport(
    int Format, long Models, long Lines, long Unread, double Seconds, IReadOnlyList<TableReport> Before,
    IReadOnlyList<TableReport> After)
{
    private const int CurrentFormat = 1;

    public static ViewsReport Of(
        RebuildReport rebuilt, TimeSpan took, IReadOnlyList<TableReport> before, IReadOnlyList<TableReport> after) =>
        new(
            CurrentFormat, rebuilt.Models, rebuilt.Lines, rebuilt.Unread, Math.Round(took.TotalSeconds, 3), before,
            after);

    /// <summary>Returns true when every table was what the ledgers give.</summary>
    public bool WasRight() => Before.SequenceEqual(After);

    public string ToJson() => ReportJson.Write(this) + "\n";
}
