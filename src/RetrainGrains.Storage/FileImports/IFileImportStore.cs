namespace RetrainGrains.Storage;

/// <summary>A file of one model, and who reads it; a file that was changed has another id.</summary>
public sealed record FileHold(string ModelId, string FileId, string Holder);

/// <summary>The rows of a file that are done with, and the importer's own report on them.</summary>
public sealed record FilePosition(long RowsRead, string Progress);

/// <summary>The rows between two positions of a file: those that keep the rules are to be stored.</summary>
public sealed record FileBlock(long From, long Through, IReadOnlyList<HistoryRow> Rows);

/// <summary>
/// The positions in files whose rows are imported as history. Who holds a file may move its position; a hold ends by
/// itself at its time, so that a process that is gone keeps nobody from going on.
/// </summary>
public interface IFileImportStore
{
    /// <summary>The number of files of one model whose positions are kept; the oldest ones are forgotten.</summary>
    const int FilesMax = 100;

    /// <summary>
    /// Takes a file until a time and returns its position, with an empty report where it is new; null while another one
    /// holds it.
    /// </summary>
    Task<FilePosition?> TakeAsync(
        FileHold hold, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation = default);

    /// <summary>Holds a file until a later time; false where another one has taken it since.</summary>
    Task<bool> KeepAsync(FileHold hold, DateTimeOffset until, CancellationToken cancellation = default);

    /// <summary>
    /// Stores the rows of a block and the position behind it in one transaction, and keeps the hold;
    /// <paramref name="report"/> makes the report from the status of each row. May be repeated: a block that is stored
    /// is not stored again. Null, and nothing is stored, where another one has taken the file since.
    /// </summary>
    Task<FilePosition?> StoreAsync(
        FileHold hold, FileBlock block, Func<IReadOnlyList<RecordStatus>, string> report, DateTimeOffset now,
        DateTimeOffset until, CancellationToken cancellation = default);

    /// <summary>Lets go of a file, so that the next one need not wait.</summary>
    Task ReleaseAsync(FileHold hold, CancellationToken cancellation = default);
}
