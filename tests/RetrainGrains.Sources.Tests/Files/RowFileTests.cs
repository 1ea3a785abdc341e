using System.IO.Compression;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Parquet.Serialization;

namespace RetrainGrains.Sources.Tests.Files;

/// <summary>The same rows in each format, and files of which no row can be read.</summary>
public sealed class RowFileTests : IDisposable
{
    private const string Csv = "time,x,y,shop\n2024-01-01T00:00Z,1.5,10,North\n2024-01-01T01:00Z,,20,\n"
        + "2024-01-01T02:00Z,-2.5,30,South\n";

    private const string Source = """
        {
          "time": { "column": "time" }, "target": { "column": "y" }, "outcomeDelay": "1h", "warmUpRows": 1,
          "features": [
            { "name": "x", "column": "x" },
            { "name": "shop", "column": "shop", "kind": "categorical", "categories": ["North", "South"] }
          ]
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("rows-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("semicolons")]
    [InlineData("tabs")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("byte order mark")]
    [InlineData("parquet")]
    [InlineData("feather")]
    [InlineData("arrow stream")]
    public async Task The_same_rows_are_read_in_every_format(string format)
    {
        var path = await WriteAsync(format);

        var (streams, problems) = StreamLoader.Load(SourceTexts.Parse(Source), [path], new Period());

        Assert.Empty(problems);
        var stream = Assert.Single(streams);
        Assert.Equal(
            ["2024-01-01T00:00Z", "2024-01-01T01:00Z", "2024-01-01T02:00Z"], stream.Rows.Select(row => row.Id));
        Assert.Equal([10, 20, 30], stream.Rows.Select(row => row.Outcome));
        Assert.Equal([1.5f, float.NaN, -2.5f], stream.Rows.Select(row => row.Features[0]));
        Assert.Equal([0, float.NaN, 1], stream.Rows.Select(row => row.Features[1]));
        Assert.Equal(2, stream.Counters.MissingValues);
    }

    [Theory]
    [InlineData("time;x;y\n2024-01-01;1,5;1\n2024-01-02;2;1\n2024-01-03;2;1\n", "delimited by «;»", ": 1,5 is 1.5")]
    [InlineData("time\tx\ty\n2024-01-01\t1\t1\n2024-01-02\t2\t1\n2024-01-03\t2\t1\n", "delimited by tabs")]
    public void What_was_guessed_of_a_file_is_told(string text, params string[] notes)
    {
        var stream = SourceTexts.Stream(SourceTexts.Hourly, text);

        Assert.Equal(notes.Length, stream.Counters.Notes.Length);
        foreach (var (note, told) in notes.Zip(stream.Counters.Notes)) Assert.Contains(note, told);
    }

    [Fact]
    public void Letters_from_before_UTF_8_are_read_as_they_were_meant_and_that_is_told()
    {
        var path = Write([.. "time,x,y,shop\n2024-01-01,1,1,Z\n2024-01-02,1,1,M"u8, 0xFC, .. "ller\n"u8]);

        var (streams, problems) = StreamLoader.Load(
            SourceTexts.Parse(Source.Replace("\"North\", \"South\"", "\"Z\", \"Müller\"")), [path], new Period());

        Assert.Empty(problems);
        Assert.Equal(1, streams[0].Rows[1].Features[1]);
        Assert.Contains("1 bytes are no UTF-8 and are read as Windows-1252", Assert.Single(streams[0].Counters.Notes));
    }

    [Fact]
    public async Task A_file_that_is_cut_off_is_refused_whatever_its_format()
    {
        foreach (var format in (string[])["gzip", "zstd", "parquet", "feather"])
        {
            var path = await WriteAsync(format);
            var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(path, whole[..(whole.Length - 12)], TestContext.Current.CancellationToken);

            var problem = Assert.Single(ProblemsOf(path));

            Assert.True(problem.Contains("cut off", StringComparison.Ordinal), $"{format}: {problem}");
        }
    }

    [Theory]
    [InlineData("{\"a\": [1, {\"b\": 2}]}\n", "it is JSON, which may nest")]
    [InlineData("[{\"a\": 1}]", "it is JSON, which may nest")]
    [InlineData("[\n  [[[]]]]", "it is JSON, which may nest")]
    [InlineData("PK\u0003\u0004 and so on", "a zip archive or a spreadsheet")]
    [InlineData("a\0b\0\0\0c", "zeros as no text does")]
    [InlineData("PAR1 is how a Parquet file begins", "is damaged or cut off")]
    [InlineData("ARROW1\0\0 is how an Arrow file begins", "is damaged or cut off")]
    public void A_file_of_another_kind_is_refused_with_what_would_help(string text, string rule) =>
        Assert.Contains(rule, Assert.Single(ProblemsOf(Write(Encoding.Latin1.GetBytes(text)))));

    [Fact]
    public void Two_million_columns_are_refused()
    {
        var names = string.Join(',', Enumerable.Range(0, 2_000_000));

        Assert.EndsWith(
            "line 1: '' must have at most 1,048,576 bytes, and 20,000 columns",
            Assert.Single(ProblemsOf(Write(Encoding.ASCII.GetBytes(names)))));
        var fewer = ProblemsOf(Write(Encoding.ASCII.GetBytes(names[..150_000])));
        Assert.Contains("must have at most 20,000 columns", Assert.Single(fewer));
    }

    [Fact]
    public void A_small_file_that_would_unpack_without_end_is_refused_long_before()
    {
        var path = Path.Combine(folder, "bomb.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Optimal))
        {
            packed.Write("time,x,y,shop\n"u8);
            var lines = Encoding.ASCII.GetBytes(
                string.Concat(Enumerable.Repeat($"2024-01-01,1,1,{new string('N', 10_000)}\n", 1_000)));
            for (var i = 0; i < 30; i++) packed.Write(lines);
        }

        var problem = Assert.Single(ProblemsOf(path));

        Assert.Contains("unpacks to more than 250 times its size", problem);
    }

    [Fact]
    public async Task Columns_of_lists_are_left_out_and_told()
    {
        var path = Path.Combine(folder, "nested.parquet");
        await using (var file = File.Create(path))
        {
            await ParquetSerializer.SerializeAsync(
                [
                    new Nested(new DateTime(2024, 1, 1), 1, 1, "North", [1, 2]),
                    new Nested(new DateTime(2024, 1, 2), 1, 1, "North", []),
                ],
                file, cancellationToken: TestContext.Current.CancellationToken);
        }

        var (streams, problems) = StreamLoader.Load(SourceTexts.Parse(Source), [path], new Period());

        Assert.Empty(problems);
        Assert.Contains("columns that hold lists or records cannot be used: parts", streams[0].Counters.Notes);
    }

    private IReadOnlyList<string> ProblemsOf(string path)
    {
        var (streams, problems) = StreamLoader.Load(SourceTexts.Parse(Source), [path], new Period());
        Assert.Empty(streams);
        return [.. problems.Select(problem => problem.ToString())];
    }

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(folder, "data");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private async Task<string> WriteAsync(string format)
    {
        var text = Encoding.UTF8.GetBytes(Csv);
        switch (format)
        {
            case "gzip":
            case "zstd":
                var path = Path.Combine(folder, format);
                await using (var file = File.Create(path))
                await using (Stream packed = format == "gzip"
                    ? new GZipStream(file, CompressionMode.Compress) : new ZstdSharp.CompressionStream(file))
                {
                    packed.Write(text);
                }
                return path;
            case "parquet": return await WriteParquetAsync();
            case "feather": return await WriteArrowAsync((stream, schema) => new ArrowFileWriter(stream, schema));
            case "arrow stream":
                return await WriteArrowAsync((stream, schema) => new ArrowStreamWriter(stream, schema));
            default:
                return Write(format switch
                {
                    "semicolons" => Encoding.UTF8.GetBytes(Csv.Replace(',', ';')),
                    "tabs" => Encoding.UTF8.GetBytes(Csv.Replace(',', '\t')),
                    "utf-16" => Encoding.Unicode.GetBytes(Csv),
                    "utf-32" => [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(Csv)],
                    "byte order mark" => [.. Encoding.UTF8.Preamble, .. text],
                    _ => text,
                });
        }
    }

    private async Task<string> WriteParquetAsync()
    {
        var path = Path.Combine(folder, "data.parquet");
        await using var file = File.Create(path);
        DateTime At(int hour) => new(2024, 1, 1, hour, 0, 0, DateTimeKind.Utc);
        await ParquetSerializer.SerializeAsync(
            [new Row(At(0), 1.5, 10, "North"), new Row(At(1), null, 20, null), new Row(At(2), -2.5, 30, "South")],
            file, cancellationToken: TestContext.Current.CancellationToken);
        return path;
    }

    private async Task<string> WriteArrowAsync(Func<Stream, Schema, ArrowStreamWriter> open)
    {
        var path = Path.Combine(folder, "data.arrow");
        var zero = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var times = new TimestampArray.Builder(new TimestampType(TimeUnit.Microsecond, "UTC"));
        for (var i = 0; i < 3; i++) times.Append(zero.AddHours(i));
        var batch = new RecordBatch.Builder()
            .Append("time", false, times.Build())
            .Append("x", true, new DoubleArray.Builder().Append(1.5).AppendNull().Append(-2.5).Build())
            .Append("y", false, new Int32Array.Builder().Append(10).Append(20).Append(30).Build())
            .Append("shop", true, new StringArray.Builder().Append("North").AppendNull().Append("South").Build())
            .Build();
        await using var file = File.Create(path);
        using var writer = open(file, batch.Schema);
        await writer.WriteRecordBatchAsync(batch, TestContext.Current.CancellationToken);
        await writer.WriteEndAsync(TestContext.Current.CancellationToken);
        return path;
    }

    private sealed record Row(DateTime time, double? x, int y, string? shop);

    private sealed record Nested(DateTime time, double x, int y, string shop, List<int> parts);
}
