namespace RetrainGrains.Sources.Files;

/// <summary>
/// A table that is written into a stream, one group of rows after the other: the file is whole once the writer is
/// disposed of. The first group names the columns, also where it has no rows.
/// </summary>
internal abstract class TableWriter : IAsyncDisposable
{
    public static TableWriter Parquet(Stream stream) => new ParquetTable(stream);

    public static TableWriter Csv(Stream stream) => new CsvTable(stream);

    /// <summary>Writes a group of rows: all columns, which have the same number of cells.</summary>
    public abstract Task WriteAsync(IReadOnlyList<FileColumn> columns, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}
