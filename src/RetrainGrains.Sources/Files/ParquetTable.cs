using Parquet;
using Parquet.Schema;

namespace RetrainGrains.Sources.Files;

/// <summary>A table as Parquet, a row group for each group of rows; what is missing is null.</summary>
internal sealed class ParquetTable(Stream stream) : TableWriter
{
    private DataField[] fields = [];
    private ParquetWriter? writer;

    public override async Task WriteAsync(IReadOnlyList<FileColumn> columns, CancellationToken cancellation)
    {
        if (writer is null)
        {
            fields = [.. columns.Select(column => column.Field)];
            writer = await ParquetWriter.CreateAsync(
                new ParquetSchema(fields), stream, cancellationToken: cancellation);
        }
        if (columns[0].Count == 0) return;
        using var group = writer.CreateRowGroup();
        foreach (var (field, column) in fields.Zip(columns)) await column.WriteAsync(group, field, cancellation);
        group.CompleteValidate();
    }

    public override ValueTask DisposeAsync() => writer?.DisposeAsync() ?? ValueTask.CompletedTask;
}
