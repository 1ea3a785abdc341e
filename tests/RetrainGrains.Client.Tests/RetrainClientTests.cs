using System.Diagnostics;
using System.Text;
using Grpc.Core;

namespace RetrainGrains.Client.Tests;

/// <summary>The client against a real server, on a line that loses calls and answers.</summary>
public sealed class RetrainClientTests(LiveServer live) : IDisposable
{
    private readonly RetrainClient client = new(live.Options);

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task A_model_is_registered_taught_asked_and_told_what_came_true()
    {
        await Street.ServeAsync(client, "whole");

        var row = Rows.ToPredict(Street.Features(3));
        var answer = await client.PredictAsync("whole", row);
        var recorded = await client.RecordOutcomesAsync("whole", [Rows.Outcome(row.PredictionId, 40)]);
        var again = await client.RecordOutcomesAsync("whole", [Rows.Outcome(row.PredictionId, 40)]);

        Assert.Equal((row.PredictionId, "1.0.0"), (answer.Prediction.PredictionId, answer.Version));
        Assert.InRange(answer.Prediction.Value, 30, 55);
        Assert.Equal(V1.RecordStatus.Stored, Assert.Single(recorded.Statuses));
        Assert.Equal(V1.RecordStatus.Duplicate, Assert.Single(again.Statuses));
        Assert.Equal("1.0.0", (await client.DescribeAsync("whole")).Champion.Version);
        var ordered = Rows.ToPredict([3.5, "rain"], "by-order", TimeProvider.System.GetUtcNow());
        Assert.Equal("by-order", (await client.PredictAsync("whole", ordered)).Prediction.PredictionId);
    }

    [Fact]
    public async Task A_champion_is_exported_with_what_is_in_its_file()
    {
        await Street.ServeAsync(client, "exported");

        var (content, report) = await client.ExportModelAsync("exported", V1.ExportFormat.Onnx);

        Assert.Equal(("1.0.0", content.Length), (report.Version, report.Bytes));
        Assert.True(content.Span.IndexOf("features"u8) > 0);
        var refused = await Assert.ThrowsAsync<RetrainException>(
            () => client.ExportModelAsync("exported", V1.ExportFormat.Onnx, "9.9.9"));
        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
    }

    [Fact]
    public async Task Rows_are_exported_into_a_stream_with_what_is_in_them()
    {
        await Street.ServeAsync(client, "rows");
        var file = new MemoryStream();

        var report = await client.ExportRowsAsync(
            new V1.ExportRowsRequest { ModelId = "rows", Format = V1.RowFormat.Csv }, file);

        var lines = Encoding.UTF8.GetString(file.ToArray()).TrimEnd('\n').Split('\n');
        Assert.Equal(string.Join(',', report.Columns), lines[0]);
        Assert.Equal((lines.Length - 1, file.Length), (report.Rows, report.Bytes));
        Assert.True(report.WithOutcome > 0);
    }

    [Fact]
    public async Task A_file_of_the_server_is_imported_to_its_end_and_one_that_is_not_there_is_refused()
    {
        const string Source = """
            {"time": {"column": "at"}, "target": {"column": "no2"}, "outcomeDelay": "1h", "warmUpRows": 1, "features": [
                {"name": "wind", "column": "wind"},
                {"name": "weather", "column": "weather", "kind": "categorical"}]}
            """;
        await client.RegisterAsync("file", "street", Street.Schema);
        await File.WriteAllTextAsync(
            Path.Combine(live.Files.FullName, "street.csv"), "at,wind,weather,no2\n2026-01-01,3.5,rain,40\n");

        var told = new List<V1.HistoryFileProgress>();
        await foreach (var progress in client.ImportHistoryFileAsync("file", "street.csv", Source)) told.Add(progress);

        Assert.Equal((false, true, 1), (told[0].Finished, told[^1].Finished, told[^1].Stored));
        var refused = await Assert.ThrowsAsync<RetrainException>(async () =>
        {
            await foreach (var _ in client.ImportHistoryFileAsync("file", "nothing.csv", Source)) { }
        });
        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
    }

    [Fact]
    public async Task More_rows_than_a_request_takes_are_sent_in_batches_and_answered_in_order()
    {
        await Street.ServeAsync(client, "batches");
        var rows = Enumerable.Range(0, RetrainClient.BatchRowsMax + 5).Select(i => Rows.ToPredict(Street.Features(i)))
            .ToArray();

        var answers = await client.PredictAsync("batches", rows);
        var recorded = await client.RecordOutcomesAsync(
            "batches", rows.Select(row => Rows.Outcome(row.PredictionId, 40)));

        Assert.Equal([RetrainClient.BatchRowsMax, 5], answers.Select(answer => answer.Predictions.Count));
        Assert.Equal(
            rows.Select(row => row.PredictionId),
            answers.SelectMany(answer => answer.Predictions).Select(prediction => prediction.PredictionId));
        Assert.Equal((rows.Length, rows.Length), (recorded.Statuses.Count, recorded.Stored));
    }

    [Fact]
    public async Task Batches_that_come_one_by_one_are_answered_on_one_stream()
    {
        await Street.ServeAsync(client, "stream");
        var sizes = new List<int>();

        await foreach (var answer in client.PredictAsync("stream", BatchesAsync(3, 4, 5)))
            sizes.Add(answer.Predictions.Count);

        Assert.Equal([3, 4, 5], sizes);
        var refused = await Assert.ThrowsAsync<RetrainException>(async () =>
        {
            await foreach (var _ in client.PredictAsync("nobody", BatchesAsync(1))) { }
        });
        Assert.Equal(StatusCode.NotFound, refused.Code);
    }

    [Fact]
    public async Task A_prediction_whose_call_is_lost_is_asked_for_again_under_its_id_and_time()
    {
        await Street.ServeAsync(client, "lost");
        live.Line.Fail("lost", times: 2);

        var answer = await client.PredictAsync("lost", Rows.ToPredict(Street.Features(1)));

        var asked = live.Line.Seen<V1.PredictRequest>("lost");
        Assert.Equal(3, asked.Length);
        Assert.All(asked, request => Assert.Equal(asked[0], request));
        Assert.Equal(asked[0].Row.PredictionId, answer.Prediction.PredictionId);
    }

    [Fact]
    public async Task A_command_whose_answer_is_lost_is_carried_out_once()
    {
        await Street.ServeAsync(client, "once");
        var before = (await client.DescribeAsync("once")).Revision;
        live.Line.Fail("once", times: 1, after: true);

        var model = await client.PatchPolicyAsync("once", """{ "triggers": { "cooldown": "2d" } }""");

        var asked = live.Line.Seen<V1.PatchPolicyRequest>("once");
        Assert.Equal(2, asked.Length);
        Assert.Equal(asked[0].RequestId, asked[1].RequestId);
        Assert.NotEmpty(asked[0].RequestId);
        Assert.Equal(before + 1, model.Revision);
        var policy = await client.GetPolicyAsync("once");
        Assert.Equal("2d", policy.Policy_.Fields["triggers"].StructValue.Fields["cooldown"].StringValue);
    }

    [Fact]
    public async Task A_schema_grows_once_although_the_answer_is_lost_and_rows_of_both_kinds_are_taken()
    {
        await client.RegisterAsync("grown", "street", Street.Schema);
        live.Line.Fail("grown", times: 1, after: true);

        var model = await client.ChangeSchemaAsync("grown", new V1.ChangeSchemaRequest
        {
            Add = { new V1.Feature { Name = "rain" } },
            Rename = { new V1.FeatureRename { From = "wind", To = "gust" } },
            AddCategories = { new V1.AddedCategories { Feature = "weather", Categories = { "snow" } } },
            Reason = "a rain gauge was installed",
        });

        var asked = live.Line.Seen<V1.ChangeSchemaRequest>("grown");
        Assert.Equal((2, asked[0].RequestId), (asked.Length, asked[1].RequestId));
        Assert.NotEmpty(asked[0].RequestId);
        Assert.Equal(1, model.Schema.Version);
        Assert.Equal(["gust", "weather", "rain"], model.Schema.Features.Select(feature => feature.Name));
        Assert.Equal(["dry", "rain", "snow"], model.Schema.Features[1].Categories);
        var at = TimeProvider.System.GetUtcNow().AddHours(-1);
        Dictionary<string, object?> later = new() { ["gust"] = 2, ["weather"] = "snow", ["rain"] = 0.5 };
        var recorded = await client.ImportHistoryAsync(
            "grown", [Rows.OfHistory("before", at, Street.Features(1), 40), Rows.OfHistory("after", at, later, 40)]);
        Assert.Equal([V1.RecordStatus.Stored, V1.RecordStatus.Stored], recorded.Statuses);
    }

    [Fact]
    public async Task A_change_of_the_schema_that_breaks_rules_is_refused_with_all_of_them()
    {
        await client.RegisterAsync("kept", "street", Street.Schema);

        var error = await Assert.ThrowsAsync<RetrainException>(() => client.ChangeSchemaAsync(
            "kept", new V1.ChangeSchemaRequest
            {
                Rename = { new V1.FeatureRename { From = "nobody", To = "gust" } }, Retire = { "sun" },
                Add = { new V1.Feature { Name = "wind" } },
            }));

        Assert.Equal(StatusCode.InvalidArgument, error.Code);
        Assert.Equal(
            ["rename[0].from", "retire[0]", "add[0].name"], error.Problems.Select(problem => problem.Field));
        Assert.Equal(0, (await client.DescribeAsync("kept")).Schema.Version);
    }

    [Fact]
    public async Task A_call_that_gets_no_answer_ends_when_its_time_is_over()
    {
        using var hurried = new RetrainClient(live.Options with { Timeout = TimeSpan.FromSeconds(5) });
        live.Line.Fail("away", times: int.MaxValue);
        var started = Stopwatch.GetTimestamp();

        var error = await Assert.ThrowsAsync<RetrainException>(() => hurried.DescribeAsync("away"));

        Assert.True(error.IsUncertain);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 30);
        Assert.True(live.Line.Seen<V1.DescribeRequest>("away").Length > 1);
    }

    [Fact]
    public async Task A_refusal_is_not_repeated_and_names_every_field()
    {
        var error = await Assert.ThrowsAsync<RetrainException>(
            () => client.PromoteAsync("refused one", candidate: "", reason: new string('r', 2_001)));

        Assert.Equal(StatusCode.InvalidArgument, error.Code);
        Assert.Equal(["reason", "candidate", "model_id"], error.Problems.Select(problem => problem.Field));
        Assert.Single(live.Line.Seen<V1.PromoteRequest>("refused one"));
    }

    [Fact]
    public async Task Without_a_token_a_call_is_refused_and_says_so()
    {
        using var stranger = new RetrainClient(live.Options with { Token = null });

        var error = await Assert.ThrowsAsync<RetrainException>(() => stranger.DescribeAsync("whole"));

        Assert.Equal(StatusCode.Unauthenticated, error.Code);
        Assert.Contains("must be 'Bearer' and a token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_and_ledgers_are_listed_to_their_end()
    {
        await Street.ServeAsync(client, "listed/a");
        await Street.ServeAsync(client, "listed/b");

        var models = await client.ListAsync().Select(model => model.ModelId).ToListAsync();
        var kinds = await client.HistoryAsync("listed/a").Select(entry => entry.Kind).ToListAsync();

        Assert.Contains("listed/a", models);
        Assert.Contains("listed/b", models);
        Assert.Equal("registered", kinds[0]);
        Assert.Contains("promoted", kinds);
    }

    [Fact]
    public async Task A_caller_that_leaves_is_told_by_its_own_cancellation()
    {
        using var stop = new CancellationTokenSource();
        live.Line.Fail("left", times: int.MaxValue);
        var call = client.DescribeAsync("left", stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static async IAsyncEnumerable<IReadOnlyCollection<V1.PredictionRow>> BatchesAsync(params int[] sizes)
    {
        foreach (var size in sizes)
        {
            await Task.Yield();
            yield return [.. Enumerable.Range(0, size).Select(i => Rows.ToPredict(Street.Features(i)))];
        }
    }
}
