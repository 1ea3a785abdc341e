using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources.Tests.Files;

/// <summary>Tables that are written are read again as the same, whatever the format.</summary>
public sealed class TableWriterTests : IDisposable
{
    private const string Source = """
        {
          "time": { "column": "at" }, "key": ["id"], "warmUpRows": 1, "outcomeDelay": "1h",
          "target": { "column": "outcome", "name": "load" },
          "features": [
            { "name": "wind", "column": "wind" },
            { "name": "sky", "column": "sky", "kind": "categorical", "categories": ["clear", "grey, \"dull\""] }
          ]
        }
        """;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, 250, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("rows-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task A_table_of_several_groups_is_read_again_with_what_is_missing(string format)
    {
        var path = await WriteAsync(
            format,
            Columns(Start, ["a", "b"], [0.1f, float.NaN], ["grey, \"dull\"", null], [1.0 / 3, double.NaN]),
            Columns(Start.AddHours(1), ["c", "d,e"], [-2, 1e-7f], ["clear", "clear"], [2, 4e9]));

        var (streams, problems) = StreamLoader.Load(SourceTexts.Parse(Source), [path], new Period());

        Assert.Empty(problems);
        var stream = Assert.Single(streams);
        Assert.Equal("load", stream.Schema.Target);
        Assert.Equal(
            [
                ("2026-01-01T00:00:00.25Z/a", 0.1f, 1, 1.0 / 3), ("2026-01-01T00:00:00.25Z/b", float.NaN, float.NaN,
                    double.NaN),
                ("2026-01-01T01:00:00.25Z/c", -2, 0, 2), ("2026-01-01T01:00:00.25Z/d,e", 1e-7f, 0, 4e9),
            ],
            stream.Rows.Select(row => (row.Id, row.Features[0], row.Features[1], row.Outcome)));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task A_table_without_rows_has_the_names_of_its_columns(string format)
    {
        var path = await WriteAsync(format, Columns(Start, [], [], [], []));

        var headers = RowFile.Read(path, new FileShape(), [], rows => rows.Read() ? null : rows.Headers.ToArray());

        Assert.Equal<IEnumerable<string>>(["id", "at", "wind", "sky", "outcome"], headers!);
    }

    private async Task<string> WriteAsync(string format, params FileColumn[][] groups)
    {
        var path = Path.Combine(folder, $"rows.{format}");
        await using var file = File.Create(path);
        await using var table = format == "parquet" ? TableWriter.Parquet(file) : TableWriter.Csv(file);
        foreach (var group in groups) await table.WriteAsync(group, TestContext.Current.CancellationToken);
        return path;
    }

    private static FileColumn[] Columns(
        DateTimeOffset at, string[] ids, float[] wind, string?[] sky, double[] outcomes) =>
    [
        FileColumn.Of("id", ids), FileColumn.Of("at", ids.Select(_ => (DateTimeOffset?)at)),
        FileColumn.Of("wind", wind), FileColumn.Of("sky", sky), FileColumn.Of("outcome", outcomes),
    ];
}
