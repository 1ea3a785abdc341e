using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Parquet;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Services;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Gateway.Tests.Services;

/// <summary>Rows that leave the log as files: features, predictions and outcomes.</summary>
public sealed class RowExportsTests
{
    private const string Header = "id,at,entity,temp,wind,season,prediction,version,outcome,outcome_at\n";

    private static readonly DateTimeOffset Start = Example.Start;

    [Fact]
    public async Task Predictions_and_history_are_one_file_in_which_what_is_missing_stays_empty()
    {
        await using var server = await FilledAsync();

        var (content, report) = await ExportAsync(server, new() { Format = V1.RowFormat.Csv });

        Assert.Equal(
            $"""
            {Header.TrimEnd()}
            "h,1",2026-01-01T00:00:00Z,,21.1,3,winter,,,4.5,2026-01-01T01:00:00Z
            p1,2026-01-01T01:00:00Z,anna,-0.5,,summer,12.25,1.0.0,13,2026-01-01T03:00:00.25Z
            p2,2026-01-01T02:00:00Z,,2,1,,,1.0.1,,

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(content));
        Assert.Equal((3, 2), (report.Rows, report.WithOutcome));
        Assert.Equal(
            (Start, Start.AddHours(2)), (report.FirstAt.ToDateTimeOffset(), report.LastAt.ToDateTimeOffset()));
        Assert.Equal(Header.TrimEnd().Split(','), report.Columns);
    }

    [Fact]
    public async Task Parquet_holds_the_same_with_nulls_and_times()
    {
        await using var server = await FilledAsync();

        var (content, report) = await ExportAsync(server, new() { Format = V1.RowFormat.Parquet });

        await using var file = await ParquetReader.CreateAsync(new MemoryStream(content));
        using var group = file.OpenRowGroupReader(0);
        var fields = file.Schema.DataFields;
        Assert.Equal(report.Columns, fields.Select(field => field.Name));
        var (wind, predicted) = (new float?[3], new double?[3]);
        var (season, known) = (new string?[3], new DateTime?[3]);
        await group.ReadAsync<float>(fields[4], wind);
        await group.ReadAsync(fields[5], season!);
        await group.ReadAsync<double>(fields[6], predicted);
        await group.ReadAsync<DateTime>(fields[9], known);
        Assert.Equal([3, null, 1], wind);
        Assert.Equal<IEnumerable<string?>>(["winter", "summer", null], season);
        Assert.Equal([null, 12.25, null], predicted);
        Assert.Equal([Start.AddHours(1).UtcDateTime, Start.AddHours(3).AddMilliseconds(250).UtcDateTime, null], known);
    }

    [Fact]
    public async Task Rows_are_those_of_the_times_and_the_version_that_are_asked_for()
    {
        await using var server = await FilledAsync();

        Assert.Equal(["p1"], await IdsAsync(server, new() { From = At(1), To = At(2) }));
        Assert.Equal(["p2"], await IdsAsync(server, new() { Version = "1.0.1" }));
        Assert.Empty(await IdsAsync(server, new() { Version = "1.0.1", To = At(2) }));
    }

    [Fact]
    public async Task A_row_from_before_the_schema_grew_has_what_came_later_as_missing()
    {
        await using var server = await FilledAsync(Example.Schema with
        {
            Features = [.. Example.Schema.Features, new Feature("rain"), new Feature("id")],
        });
        await server.Database.Observations.AppendPredictionsAsync(
            "a", [new PredictionRow("p3", Start.AddHours(3), [1, 2, 0, 0.25f, 7], 1, "1.1.0")]);

        var (content, _) = await ExportAsync(server, new() { Format = V1.RowFormat.Csv, From = At(2) });

        Assert.Equal(
            """
            _id,at,entity,temp,wind,season,rain,id,prediction,version,outcome,outcome_at
            p2,2026-01-01T02:00:00Z,,2,1,,,,,1.0.1,,
            p3,2026-01-01T03:00:00Z,,1,2,winter,0.25,7,1,1.1.0,,

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(content));
    }

    [Fact]
    public async Task Classes_stand_by_their_names()
    {
        await using var server = await FilledAsync(Example.Schema with
        {
            Task = PredictionTask.MulticlassClassification, Classes = ["clear", "rain", "snow"], LastValue = null,
        });
        var log = server.Database.Observations;
        await log.AppendPredictionsAsync("a", [new PredictionRow("c1", Start.AddHours(9), [1, 2, 0], 2, "1.0.0")]);
        await log.RecordOutcomesAsync("a", [new OutcomeRow("c1", 0, Start.AddHours(9))]);

        var (content, _) = await ExportAsync(server, new() { Format = V1.RowFormat.Csv, From = At(9) });

        Assert.Contains(",snow,1.0.0,clear,2026-01-01T09:00:00Z\n", Encoding.UTF8.GetString(content));
    }

    [Fact]
    public async Task A_model_without_rows_has_a_file_with_the_names_alone()
    {
        await using var server = await FilledAsync();
        await RegisterAsync(server, "empty", Example.Schema);

        var (csv, report) = await ExportAsync(server, new() { ModelId = "empty", Format = V1.RowFormat.Csv });
        var (parquet, _) = await ExportAsync(server, new() { ModelId = "empty", Format = V1.RowFormat.Parquet });

        Assert.Equal(Header, Encoding.UTF8.GetString(csv));
        Assert.Equal((0, null), (report.Rows, report.FirstAt));
        await using var file = await ParquetReader.CreateAsync(new MemoryStream(parquet));
        Assert.Equal(report.Columns, file.Schema.DataFields.Select(field => field.Name));
    }

    [Theory]
    [InlineData(V1.RowFormat.Csv)]
    [InlineData(V1.RowFormat.Parquet)]
    public async Task A_long_file_comes_in_parts_that_are_checked_by_the_report_of_the_last_one(V1.RowFormat format)
    {
        const int Rows = 45_000;
        await using var server = await FilledAsync();
        await server.Database.Observations.AppendPredictionsAsync("a",
        [
            .. Enumerable.Range(0, Rows).Select(i => new PredictionRow(
                $"{i:D6} {new string('x', 40)}", Start.AddSeconds(i), [i, -i, i % 2], i, "1.0.0")),
        ]);

        var parts = await PartsAsync(server, new() { Format = format, Version = "1.0.0" });

        Assert.All(parts, part => Assert.InRange(part.Content.Length, 0, 768 << 10));
        Assert.All(parts.SkipLast(1), part => Assert.Null(part.Report));
        Assert.Equal(parts.Select(part => part.Done).Order(), parts.Select(part => part.Done));
        var report = parts[^1].Report;
        byte[] content = [.. parts.SelectMany(part => part.Content)];
        Assert.Equal((Rows + 1, content.Length), (report.Rows, report.Bytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), report.Sha256);
        Assert.True(parts.Count > 1, $"{parts.Count} parts");
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_request_is_told_at_once()
    {
        await using var server = await FilledAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => ExportAsync(server, new() { From = At(2), To = At(2), Version = "newest" }));
        var nobody = await Assert.ThrowsAsync<RpcException>(
            () => ExportAsync(server, new() { ModelId = "b", Format = V1.RowFormat.Csv }));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("format: 'Unspecified' must be CSV or Parquet", refused.Status.Detail);
        Assert.Contains("to: '2026-01-01T02:00:00Z' must be after from", refused.Status.Detail);
        Assert.Contains("version: 'newest' must be empty or a version such as 1.2.0", refused.Status.Detail);
        Assert.Equal(StatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task A_fifth_file_at_once_is_refused_and_not_kept_waiting_in_silence()
    {
        await using var server = await FilledAsync();
        var exports = server.Get<RowExports>();
        var call = new Call(Caller.Anonymous, "test", TestContext.Current.CancellationToken);
        var request = new V1.ExportRowsRequest { ModelId = "a", Format = V1.RowFormat.Csv };
        var slow = Enumerable.Range(0, 4).Select(_ => new SlowReceiver<V1.ExportRowsPart>()).ToArray();
        var sent = Array.ConvertAll(slow, receiver => exports.ExportAsync(request, receiver, call));
        foreach (var receiver in slow) await receiver.Asked.Task;

        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => exports.ExportAsync(request, new SlowReceiver<V1.ExportRowsPart>(), call));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("4 files of rows are being exported; try again", refused.Status.Detail);
        foreach (var receiver in slow) receiver.Takes.SetResult();
        await Task.WhenAll(sent);
    }

    [Fact]
    public async Task The_parts_of_a_file_over_rest_are_base64_of_it_one_after_the_other()
    {
        await using var server = await FilledAsync();

        var lines = (await server.Rest.GetStringAsync(
            "/v1/models/a:exportRows?format=csv&from=2026-01-01T01:00:00Z&version=1.0.0")).Split('\n');

        var parts = lines.Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal("1", parts[^1].GetProperty("report").GetProperty("rows").GetString());
        var content = Convert.FromBase64String(
            string.Concat(parts.Select(part => part.GetProperty("content").GetString())));
        Assert.StartsWith($"{Header}p1,2026-01-01T01:00:00Z,", Encoding.UTF8.GetString(content));
    }

    // A row of history, a prediction with its outcome, and one of which nothing is known.
    private static async Task<GatewayServer> FilledAsync(FeatureSchema? schema = null)
    {
        var server = await GatewayServer.StartAsync();
        await RegisterAsync(server, "a", schema ?? Example.Schema);
        var log = server.Database.Observations;
        await log.ImportAsync("a", [new HistoryRow("h,1", Start, [21.1f, 3, 0], 4.5, Start.AddHours(1))]);
        await log.AppendPredictionsAsync("a",
        [
            new PredictionRow("p1", Start.AddHours(1), [-0.5f, float.NaN, 1], 12.25, "1.0.0") { Entity = "anna" },
            new PredictionRow("p2", Start.AddHours(2), [2, 1, float.NaN], double.NaN, "1.0.1"),
        ]);
        await log.RecordOutcomesAsync("a", [new OutcomeRow("p1", 13, Start.AddHours(3).AddMilliseconds(250))]);
        return server;
    }

    private static Task RegisterAsync(GatewayServer server, string modelId, FeatureSchema schema) =>
        server.Database.Models.CommitAsync(new ModelCommit
        {
            ModelId = modelId, ModelType = "load", ExpectedRevision = 0, At = Start,
            State = DomainJson.Write(Example.State(modelId) with { Schema = schema }),
        });

    private static Timestamp At(int hour) => Timestamp.FromDateTimeOffset(Start.AddHours(hour));

    private static async Task<string[]> IdsAsync(GatewayServer server, V1.ExportRowsRequest request)
    {
        request.Format = V1.RowFormat.Csv;
        var (content, _) = await ExportAsync(server, request);
        return [.. Encoding.UTF8.GetString(content).Split('\n')[1..^1].Select(line => line.Split(',')[0])];
    }

    private static async Task<(byte[] Content, V1.ExportRowsReport Report)> ExportAsync(
        GatewayServer server, V1.ExportRowsRequest request)
    {
        var parts = await PartsAsync(server, request);
        return ([.. parts.SelectMany(part => part.Content)], parts[^1].Report);
    }

    private static async Task<List<V1.ExportRowsPart>> PartsAsync(GatewayServer server, V1.ExportRowsRequest request)
    {
        if (request.ModelId.Length == 0) request.ModelId = "a";
        var parts = new List<V1.ExportRowsPart>();
        using var call = server.Observations.ExportRows(request);
        await foreach (var part in call.ResponseStream.ReadAllAsync()) parts.Add(part);
        return parts;
    }
}
