using CsvHelper;

namespace RetrainGrains.Sources.Files;

/// <summary>A table as CSV in UTF-8 with a line of names; what is missing is empty.</summary>
internal sealed class CsvTable(Stream stream) : TableWriter
{
    private readonly CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" });
    private bool begun;

    public override async Task WriteAsync(IReadOnlyList<FileColumn> columns, CancellationToken cancellation)
    {
        if (!begun)
        {
            foreach (var column in columns) csv.WriteField(column.Name);
            await csv.EndRecordAsync(cancellation);
            begun = true;
        }
        for (var row = 0; row < columns[0].Count; row++)
        {
            foreach (var column in columns) csv.WriteField(column.TextAt(row) ?? "");
            await csv.EndRecordAsync(cancellation);
        }
    }

    public override ValueTask DisposeAsync() => csv.DisposeAsync();
}
