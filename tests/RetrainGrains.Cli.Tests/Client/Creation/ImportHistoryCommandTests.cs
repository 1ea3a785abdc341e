using Grpc.Core;
using RetrainGrains.Sources.Tests;

namespace RetrainGrains.Cli.Tests.Client.Creation;

/// <summary>Rows with outcomes for a model that is registered already.</summary>
public sealed class ImportHistoryCommandTests : ClientTests
{
    private readonly V1.Schema schema = new()
    {
        Target = "y",
        LastValue = "y last",
        Features = { new V1.Feature { Name = "y last" }, new V1.Feature { Name = "x" } },
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.DescribeRequest, V1.Model>(_ => new V1.Model { ModelId = "east", Schema = schema });
        Server.On<V1.ImportHistoryRequest, V1.RecordResponse>(request => new V1.RecordResponse
        {
            Stored = request.Rows.Count - 1, Statuses = { V1.RecordStatus.Conflict },
        });
    }

    [Fact]
    public async Task Rows_come_in_the_order_of_the_models_features_and_are_counted()
    {
        var ran = await ImportAsync(25);

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Contains("history: 24 of 24", ran.Output);
        Assert.Contains("23 rows are stored, 0 were before, 1 have no outcome", ran.Output);
        Assert.Contains("1 were before with another outcome, which is kept", ran.Output);
        var row = Assert.Single(Server.Asked<V1.ImportHistoryRequest>()).Rows[2];
        Assert.Equal((6, 2, 9), (row.Features[0].NumberValue, row.Features[1].NumberValue, row.Outcome));
        Assert.Empty(Server.Asked<V1.RegisterRequest>());
    }

    [Fact]
    public async Task Counts_are_JSON_for_programs_and_what_a_model_feeds_has_no_history()
    {
        schema.Features.Add(new V1.Feature { Name = "fed", FromModel = "west" });

        var ran = await ImportAsync(25, "--json");

        Assert.Equal(23, ran.Json.GetProperty("stored").GetInt32());
        Assert.Equal(1, ran.Json.GetProperty("withoutOutcome").GetInt32());
        Assert.Equal(3, Server.Asked<V1.ImportHistoryRequest>()[0].Rows[0].Features.Count);
    }

    [Fact]
    public async Task What_does_not_fit_the_model_is_told_at_once_and_nothing_is_sent()
    {
        schema.Target = "z";
        schema.Features[1].Name = "w";

        var ran = await ImportAsync(25);

        Assert.Equal(2, ran.Code);
        Assert.Contains("source.target: 'y' must be the model's target, z", ran.Errors);
        Assert.Contains("source.features: 'x' must be a feature of the model", ran.Errors);
        Assert.Contains("source.features: 'w' must be there", ran.Errors);
        Assert.Empty(Server.Asked<V1.ImportHistoryRequest>());
    }

    [Fact]
    public async Task An_import_that_breaks_off_says_how_far_it_came_and_that_it_can_go_on()
    {
        Server.On<V1.ImportHistoryRequest, V1.RecordResponse>(request =>
            Server.Asked<V1.ImportHistoryRequest>().Length == 1
                ? new V1.RecordResponse { Stored = request.Rows.Count }
                : throw new RpcException(new Status(StatusCode.Internal, "broken")));

        var ran = await ImportAsync(20_002);

        Assert.Equal(1, ran.Code);
        Assert.Equal(
            "10,000 of 20,001 rows are stored; the same command goes on: rows that are known are not stored twice.\n"
            + "broken\n", ran.Errors);
    }

    [Fact]
    public async Task Rows_that_the_server_refuses_are_counted_and_told_and_the_command_fails()
    {
        Server.On<V1.ImportHistoryRequest, V1.RecordResponse>(request => new V1.RecordResponse
        {
            Stored = request.Rows.Count - 1,
            Refused = 1,
            Statuses = { V1.RecordStatus.Refused },
            Reasons =
            {
                new V1.RowReason
                {
                    Row = 0, Status = V1.RecordStatus.Refused, Field = "at", Value = "2099", Rule = "must be earlier",
                },
            },
        });

        var ran = await ImportAsync(25);
        var json = await ImportAsync(25, "--json");

        Assert.Equal((1, 1), (ran.Code, json.Code));
        Assert.Contains("23 rows are stored, 0 were before", ran.Output);
        Assert.Contains("1 were refused; correct them", ran.Output);
        Assert.Contains("  row 2020-01-01T00:00Z: at '2099' must be earlier", ran.Output);
        Assert.Equal(1, json.Json.GetProperty("refused").GetInt32());
    }

    [Fact]
    public async Task A_file_of_the_server_is_imported_there_and_a_stream_that_is_lost_is_asked_for_again()
    {
        Server.On<V1.ImportHistoryFileRequest, IEnumerable<V1.HistoryFileProgress>>(
            _ => Server.Asked<V1.ImportHistoryFileRequest>().Length switch
            {
                1 => [new V1.HistoryFileProgress { BytesRead = 20, Bytes = 100 }],
                2 => throw new RpcException(new Status(StatusCode.Unavailable, "away")),
                3 => throw new RpcException(new Status(StatusCode.ResourceExhausted, "still held")),
                _ =>
                [
                    new V1.HistoryFileProgress
                    {
                        BytesRead = 100, Bytes = 100, Stored = 7_000, Known = 3, WithoutOutcome = 2, Refused = 4,
                        Finished = true,
                        Faults =
                        {
                            new V1.HistoryFileFault
                            {
                                Field = "temp", Value = "warm", Rule = "must be a number", Place = "line 5", Rows = 4,
                            },
                        },
                    },
                ],
            });

        var ran = await ImportServerFileAsync();
        var json = await ImportServerFileAsync("--json");

        Assert.Equal((1, ""), (ran.Code, ran.Errors));
        Assert.Contains("bytes of the file: 20 of 100\nbytes of the file: 100 of 100", ran.Output);
        Assert.Contains("7,000 rows are stored, 3 were before, 2 have no outcome", ran.Output);
        Assert.Contains("4 rows, the first is line 5: temp 'warm' must be a number", ran.Output);
        Assert.Equal("7000", json.Json.GetProperty("stored").ToString());
        var asked = Server.Asked<V1.ImportHistoryFileRequest>()[^1];
        Assert.Equal(("east", "2025/rides.csv"), (asked.ModelId, asked.Path));
        Assert.Equal("y", asked.Source.Fields["target"].StructValue.Fields["column"].StringValue);
    }

    [Fact]
    public async Task A_file_of_the_server_that_another_call_reads_is_refused_at_once()
    {
        Server.Refuse<V1.ImportHistoryFileRequest>(StatusCode.ResourceExhausted, "another call reads it");

        var ran = await ImportServerFileAsync();

        Assert.Equal((1, "another call reads it\nTry again in a moment.\n"), (ran.Code, ran.Errors));
        Assert.Single(Server.Asked<V1.ImportHistoryFileRequest>());
    }

    [Fact]
    public async Task One_file_is_named_and_one_of_the_server_has_no_period()
    {
        var (neither, both) = (await RunAsync(Command()), await ImportServerFileAsync("--data", "rows.csv"));
        var period = await ImportServerFileAsync("--from", "2020-01-01", "--to", "2021-01-01");

        Assert.Equal((2, 2, 2), (neither.Code, both.Code, period.Code));
        Assert.Contains("must be given, or --server-file in its place", neither.Errors);
        Assert.Contains("must be given, or --server-file in its place", both.Errors);
        Assert.Contains("--from: '2020-01-01' must be left out", period.Errors);
        Assert.Contains("--to: '2021-01-01' must be left out", period.Errors);
    }

    private string[] Command() =>
        ["model", "import-history", "east", "--source", Write("source.json", SourceTexts.Hourly)];

    private Task<Ran> ImportServerFileAsync(params string[] more) =>
        RunAsync([.. Command(), "--server-file", "2025/rides.csv", .. more]);

    private Task<Ran> ImportAsync(int count, params string[] more)
    {
        var start = new DateTime(2020, 1, 1);
        var data = Write("rows.csv", "time,x,y\n" + string.Concat(Enumerable.Range(0, count)
            .Select(hour => $"{start.AddHours(hour):yyyy-MM-dd HH:mm},{hour},{3 * hour}\n")));
        var source = Write("source.json", SourceTexts.Hourly);
        return RunAsync(["model", "import-history", "east", "--source", source, "--data", data, .. more]);
    }
}
