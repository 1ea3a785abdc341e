using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace RetrainGrains.Cli.Tests.Client.Exporting;

/// <summary>Rows that are written into a file.</summary>
public sealed class ExportRowsCommandTests : ClientTests
{
    [Theory]
    [InlineData("rows.csv", null, V1.RowFormat.Csv)]
    [InlineData("rows.PARQUET", null, V1.RowFormat.Parquet)]
    [InlineData("rows.txt", "csv", V1.RowFormat.Csv)]
    [InlineData("rows.csv", "parquet", V1.RowFormat.Parquet)]
    public async Task The_format_is_what_is_asked_for_or_what_the_files_ending_says(
        string file, string? format, V1.RowFormat expected)
    {
        Answer(Part("one "), Last("two", "one two"));
        var path = Path.Combine(Folder, file);
        string[] named = format is null ? [] : ["--format", format];

        var ran = await RunAsync(["export-rows", "bike", "--out", path, .. named]);

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Equal("one two", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(expected, Assert.Single(Server.Asked<V1.ExportRowsRequest>()).Format);
        Assert.Contains($"{path} has 1,200 rows of bike, 1,000 of them with an outcome, 7 bytes", ran.Output);
        Assert.Contains("  from 2026-01-01T00:00:00Z to 2026-01-31T00:00:00Z", ran.Output);
    }

    [Fact]
    public async Task Times_and_version_are_asked_for_and_the_report_is_for_programs()
    {
        Answer(Last("all", "all"));

        var ran = await RunAsync(
            "export-rows", "bike", "--out", Path.Combine(Folder, "rows.csv"), "--from", "2026-01-01", "--to",
            "2026-02-01T12:00Z", "--version", "1.2.0", "--json");

        var asked = Assert.Single(Server.Asked<V1.ExportRowsRequest>());
        Assert.Equal("2026-01-01T00:00:00Z", asked.From.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        Assert.Equal("2026-02-01T12:00:00Z", asked.To.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        Assert.Equal("1.2.0", asked.Version);
        Assert.Equal("1200", ran.Json.GetProperty("rows").GetString());
    }

    [Fact]
    public async Task Progress_is_the_share_of_the_time_that_is_written()
    {
        Answer(Part("one ", 0.35), Last("two", "one two"));

        var ran = await RunAsync("export-rows", "bike", "--out", Path.Combine(Folder, "rows.csv"));

        Assert.Contains("percent of the time: 35 of 100\n", ran.Output);
    }

    [Theory]
    [InlineData(true, "--out: '{0}' cannot be written: the server ended before the file was whole")]
    [InlineData(false, "--out: '{0}' cannot be written: what came has another SHA-256")]
    public async Task A_file_that_is_not_whole_leaves_the_one_that_was_there(bool cutOff, string expected)
    {
        Answer(Part("one "), cutOff ? Part("two") : Last("two", "one three"));
        var path = Write("rows.csv", "before");

        var ran = await RunAsync("export-rows", "bike", "--out", path, "--quiet");

        Assert.Equal(2, ran.Code);
        Assert.Contains(string.Format(expected, path), ran.Errors);
        Assert.Equal("before", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFiles(Folder, "rows*"));
    }

    [Fact]
    public async Task A_refusal_is_told_and_leaves_no_file()
    {
        Server.Refuse<V1.ExportRowsRequest>(StatusCode.NotFound, "model_id: 'bike' must name a registered model");

        var ran = await RunAsync("export-rows", "bike", "--out", Path.Combine(Folder, "rows.csv"));

        Assert.Equal(1, ran.Code);
        Assert.Contains("must name a registered model", ran.Errors);
        Assert.Empty(Directory.GetFiles(Folder, "rows*"));
    }

    [Fact]
    public async Task All_that_is_wrong_with_the_options_is_told_and_nothing_is_asked()
    {
        var path = Path.Combine(Folder, "nowhere", "rows.xlsx");

        var ran = await RunAsync("export-rows", "bike", "--out", path, "--from", "yesterday");

        Assert.Equal(2, ran.Code);
        Assert.Contains("--format: 'rows.xlsx' must be given, csv or parquet", ran.Errors);
        Assert.Contains("--from: 'yesterday' must be a time", ran.Errors);
        Assert.Contains("must be in a folder that exists", ran.Errors);
        Assert.Empty(Server.Asked<V1.ExportRowsRequest>());
    }

    private void Answer(params V1.ExportRowsPart[] parts) =>
        Server.On<V1.ExportRowsRequest, IEnumerable<V1.ExportRowsPart>>(_ => parts);

    private static V1.ExportRowsPart Part(string content, double done = 0) =>
        new() { Content = ByteString.CopyFromUtf8(content), Done = done };

    private static V1.ExportRowsPart Last(string content, string whole)
    {
        var part = Part(content, 1);
        part.Report = new V1.ExportRowsReport
        {
            Rows = 1_200,
            WithOutcome = 1_000,
            FirstAt = Timestamp.FromDateTime(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
            LastAt = Timestamp.FromDateTime(new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc)),
            Bytes = whole.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(ByteString.CopyFromUtf8(whole).Span)),
        };
        return part;
    }
}
