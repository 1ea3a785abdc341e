using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Cli.Tests;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Sources;

namespace RetrainGrains.Gateway.Tests.FileImports;

/// <summary>Files of the server become history: each row once, whatever breaks off, by the rules of all rows.</summary>
public sealed class FileImportTests : IDisposable
{
    private const string Source = """
        {
          "time": { "column": "time" }, "target": { "column": "load" }, "outcomeDelay": "1h", "warmUpRows": 1,
          "features": [
            { "name": "temp", "column": "temp" }, { "name": "wind", "column": "wind" },
            { "name": "season", "column": "season", "kind": "categorical" }
          ]
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-import-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_file_is_imported_to_its_end_and_the_model_hears_of_it()
    {
        await using var server = await StartAsync();
        Write("rows.csv", Rows(10_000));

        var answers = await ImportAsync(server);

        Assert.Equal((0, false), (answers[0].RowsRead, answers[0].Finished));
        var last = answers[^1];
        Assert.Equal((10_000, 10_000, 0, true), (last.RowsRead, last.Stored, last.Refused, last.Finished));
        Assert.Equal((last.Bytes, last.Bytes), (last.BytesRead, new FileInfo(Path.Combine(folder, "rows.csv")).Length));
        var stored = await server.Database.Observations.LabelledAfterAsync("a", 0, 20_000);
        Assert.Equal(10_000, stored.Count);
        Assert.Equal(("2020-01-01T01:00Z", 3.0), (stored[1].PredictionId, stored[1].Outcome));
        Assert.Equal([1, float.NaN, 1], stored[1].Features);
        Assert.Equal(stored[1].At.AddHours(1), stored[1].KnownAt);
        Assert.True(server.Grains.Model("a").Hints > 0);
    }

    [Fact]
    public async Task The_rows_of_bike_sharing_are_those_of_the_file_imported_whole()
    {
        var path = SharedData.Require("bike/hour.csv");
        var json = await File.ReadAllTextAsync(SharedData.SourceFile("bike-without-lags"));
        var (source, _) = SourceReader.Read(json);
        var whole = Assert.Single(StreamLoader.Load(source!, [path], new Period()).Streams);
        await using var server = await GatewayServer.StartAsync(importDirectory: Path.GetDirectoryName(path));
        foreach (var model in (string[])["whole", "blocks"])
            await server.Database.RegisterAsync(model, Example.State(model) with { Schema = whole.Schema });
        foreach (var rows in whole.Rows.Chunk(10_000))
        {
            await server.Get<OutcomeService>().ImportAsync("whole", [.. rows.Select(row => new HistoryInput(
                row.Id, row.At, Array.ConvertAll(row.Features, value => FeatureValue.Of(value)), row.Outcome,
                row.KnownAt))]);
        }

        await ImportAsync(server, "hour.csv", "blocks", json);

        var (expected, actual) = (await StoredAsync("whole"), await StoredAsync("blocks"));
        Assert.Equal(17_379, actual.Count);
        Assert.All(expected.Zip(actual), pair =>
        {
            Assert.Equal(pair.First with { Features = [] }, pair.Second with { Features = [] });
            Assert.Equal(pair.First.Features, pair.Second.Features);
        });

        Task<IReadOnlyList<LabelledRow>> StoredAsync(string model) =>
            server.Database.Observations.LabelledAfterAsync(model, 0, 20_000);
    }

    [Fact]
    public async Task An_import_that_is_killed_between_two_blocks_goes_on_and_each_row_is_stored_once()
    {
        await using var server = await StartAsync();
        Write("rows.csv", Rows(10_000));
        server.Outage.Fails = call => call.Method switch
        {
            nameof(IFileImportStore.StoreAsync) when server.Outage.Count(call.Method) == 2 => Killed(),
            nameof(IFileImportStore.ReleaseAsync) => Killed(),
            _ => null,
        };
        await Assert.ThrowsAsync<RpcException>(() => ImportAsync(server));
        server.Outage.Fails = _ => null;

        var held = await Assert.ThrowsAsync<RpcException>(() => ImportAsync(server));
        server.Time.Advance(TimeSpan.FromMinutes(1));
        var answers = await ImportAsync(server);

        Assert.Equal(StatusCode.ResourceExhausted, held.StatusCode);
        Assert.Contains("path: 'rows.csv' must wait: another call reads it", held.Status.Detail);
        Assert.Equal((HistoryFile.BlockRows, HistoryFile.BlockRows), (answers[0].RowsRead, answers[0].ResumedAt));
        Assert.Equal((10_000, 10_000, 0), (answers[^1].RowsRead, answers[^1].Stored, answers[^1].Known));
        Assert.Equal(10_000, (await server.Database.Observations.CountAsync("a")).Outcomes);

        static IOException Killed() => new("killed");
    }

    [Fact]
    public async Task A_file_that_is_done_is_answered_at_once_and_one_that_was_changed_is_read_anew()
    {
        await using var server = await StartAsync();
        Write("rows.csv", Rows(100));
        var first = (await ImportAsync(server))[^1];

        Assert.Equal(first, Assert.Single(await ImportAsync(server), answer =>
        {
            answer.ResumedAt = 0;
            return true;
        }));
        Write("rows.csv", Rows(101));
        var changed = (await ImportAsync(server))[^1];

        Assert.Equal((0, 101, 1, 100), (changed.ResumedAt, changed.RowsRead, changed.Stored, changed.Known));
    }

    [Fact]
    public async Task Rows_that_break_a_rule_are_counted_by_what_is_wrong_and_the_others_are_stored()
    {
        await using var server = await StartAsync();
        Write("rows.csv", "time,temp,wind,season,load\n" + """
            2020-01-01 00:00,1,2,summer,1
            1969-12-31 00:00,1,2,summer,1
            1969-12-30 00:00,1,2,summer,1
            2020-01-01 01:00,warm,2,summer,1
            2020-01-01 02:00,1,2,summer,
            2025-12-31 23:30,1,2,summer,1
            2020-01-01 00:00,1,2,summer,7
            2020-01-01 03:00,1,2,autumn,1

            """);

        var last = (await ImportAsync(server))[^1];

        Assert.Equal(
            (8, 2, 1, 3, 2), (last.RowsRead, last.Stored, last.Conflicts, last.Refused, last.WithoutOutcome));
        Assert.Equal(
            [("temp", "line 5", "warm", 1), ("at", "1969-12-31T00:00Z", "1969-12-31T00:00:00Z", 2),
                ("known_at", "1969-12-31T00:00Z", "1969-12-31T01:00:00Z", 2)],
            last.Faults.Select(fault => (fault.Field, fault.Place, fault.Value, fault.Rows)));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_request_is_told_at_once()
    {
        await using var server = await StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => ImportAsync(server, "../rows.csv", source: """
            {
              "time": { "column": "time" }, "target": { "column": "load" }, "horizon": "1h", "warmUpRows": 1,
              "features": [ { "name": "temp", "lag": { "column": "temp", "rows": 1 } } ]
            }
            """));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        foreach (var part in (string[])["path: '../rows.csv' must", "source.horizon: ", "source.features[0] (temp): "])
            Assert.Contains(part, error.Status.Detail);
    }

    [Fact]
    public async Task A_server_whose_setting_names_no_directory_reads_no_file()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.Database.RegisterAsync("a");

        var error = await Assert.ThrowsAsync<RpcException>(() => ImportAsync(server));

        Assert.Contains("the server's setting ImportDirectory names no directory", error.Status.Detail);
    }

    private async Task<GatewayServer> StartAsync()
    {
        var server = await GatewayServer.StartAsync(importDirectory: folder);
        await server.Database.RegisterAsync("a");
        return server;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private static string Rows(int count)
    {
        var text = new StringBuilder("time,temp,wind,season,load\n");
        for (var i = 0; i < count; i++)
            text.Append($"{new DateTime(2020, 1, 1).AddHours(i):yyyy-MM-dd HH:mm},{i},,summer,{3 * i}\n");
        return text.ToString();
    }

    private static async Task<List<V1.HistoryFileProgress>> ImportAsync(
        GatewayServer server, string path = "rows.csv", string model = "a", string source = Source)
    {
        var lines = source.Split('\n').Where(line => !line.StartsWith("//", StringComparison.Ordinal));
        var request = new V1.ImportHistoryFileRequest
        {
            ModelId = model, Path = path, Source = Struct.Parser.ParseJson(string.Join('\n', lines)),
        };
        using var call = server.Observations.ImportHistoryFile(request);
        var answers = new List<V1.HistoryFileProgress>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync()) answers.Add(answer);
        return answers;
    }
}
