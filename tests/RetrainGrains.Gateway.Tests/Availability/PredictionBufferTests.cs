using System.Diagnostics.Metrics;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Gateway.Telemetry;

namespace RetrainGrains.Gateway.Tests.Availability;

public sealed class PredictionBufferTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task While_the_database_is_away_predictions_go_on_and_only_the_first_asks_for_it()
    {
        await using var gateway = await ServingAsync();
        gateway.Outage.IsAway = true;

        var answers = new List<Predicted>();
        for (var i = 0; i < 3; i++) answers.Add((await AskAsync(gateway, $"p{i}")).Value!);

        Assert.All(answers, answer => Assert.Equal((12, false), (answer.Rows[0].Value, answer.Logged)));
        Assert.Equal(1, gateway.Outage.Count(nameof(IObservationLog.AppendPredictionsAsync)));
        Assert.Equal(3, gateway.Buffer.Rows);
    }

    [Fact]
    public async Task When_the_database_is_back_what_waits_is_logged_in_order_and_predictions_are_logged_again()
    {
        await using var gateway = await ServingAsync();
        gateway.Outage.IsAway = true;
        for (var i = 0; i < 600; i++) await AskAsync(gateway, $"p{i}");

        await ReturnAsync(gateway);
        var after = await AskAsync(gateway, "after");

        Assert.True(after.Value!.Logged);
        Assert.Equal(
            (0, 601), (gateway.Buffer.Rows, (await gateway.Database.Observations.CountAsync("a")).Predictions));
        var logged = gateway.Outage.Calls.Where(call => call.Method == nameof(IObservationLog.AppendPredictionsAsync))
            .Skip(1).SelectMany(call => (IReadOnlyList<PredictionRow>)call.Arguments[1]!);
        Assert.Equal(
            [.. Enumerable.Range(0, 600).Select(i => $"p{i}"), "after"], logged.Select(row => row.PredictionId));
    }

    [Fact]
    public async Task A_row_that_was_committed_although_its_answer_was_lost_is_logged_once()
    {
        await using var gateway = await ServingAsync();
        gateway.Outage.LosesNextAnswer = true;

        var answer = await AskAsync(gateway, "p1");
        await ReturnAsync(gateway);

        Assert.False(answer.Value!.Logged);
        Assert.Equal(1, (await gateway.Database.Observations.CountAsync("a")).Predictions);
        Assert.Empty(gateway.BufferLog.Lines);
    }

    [Theory]
    [InlineData(3, 1 << 20)]
    [InlineData(100, 600)]
    public async Task When_the_buffer_is_full_a_prediction_is_refused_with_the_bounds(int rows, long bytes)
    {
        await using var gateway = await ServingAsync(
            new GatewayOptions { PredictionRowsWaitingMax = rows, PredictionBytesWaitingMax = bytes });
        gateway.Outage.IsAway = true;
        var refused = Counting("retraingrains.rows.refused", out var listener);
        using var counts = listener;
        for (var i = 0; i < 3; i++) Assert.NotNull((await AskAsync(gateway, $"p{i}")).Value);

        var full = await AskAsync(gateway, "p3");

        Assert.Equal(RefusalKind.Busy, full.Refusal!.Kind);
        Assert.Contains($"at most {rows} rows or {bytes} bytes wait", full.Refusal.ToString());
        Assert.True(refused() >= 1);
        await ReturnAsync(gateway);
        Assert.True((await AskAsync(gateway, "p3")).Value!.Logged);
    }

    [Fact]
    public async Task A_conflict_that_is_found_when_it_is_logged_is_counted_and_told_once_a_minute()
    {
        await using var gateway = await ServingAsync();
        var conflicts = Counting("retraingrains.predictions.late_conflicts", out var listener);
        using var counts = listener;
        for (var i = 0; i < 3; i++) await AskAsync(gateway, $"p{i}");
        for (var i = 0; i < 3; i++)
        {
            gateway.Outage.IsAway = true;
            Assert.NotNull((await AskAsync(gateway, $"p{i}", 7)).Value);
            await ReturnAsync(gateway);
            if (i == 1) gateway.Time.Advance(Minute);
        }

        Assert.True(conflicts() >= 3);
        Assert.Equal(["1", "2"], gateway.BufferLog.Lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Rows_that_cannot_be_logged_while_the_database_is_there_are_given_up_and_hold_up_no_others()
    {
        await using var gateway = await ServingAsync();
        gateway.Outage.IsAway = true;
        await AskAsync(gateway, "bad");
        gateway.Outage.Fails = call =>
            call.Arguments is [_, IReadOnlyList<PredictionRow> rows, ..] && rows.Any(row => row.PredictionId == "bad")
                ? new InvalidDataException("this row") : null;
        gateway.Outage.IsAway = false;
        await gateway.Time.PassUntilAsync(gateway.Buffer.WhenLogged("a"));
        gateway.Outage.IsAway = true;
        await AskAsync(gateway, "good");

        await ReturnAsync(gateway);

        Assert.Equal(1, (await gateway.Database.Observations.CountAsync("a")).Predictions);
        Assert.Equal("Model a: 1 answered predictions could not be logged in 6 tries and are lost.",
            Assert.Single(gateway.BufferLog.Lines));
    }

    [Fact]
    public async Task A_graceful_stop_logs_what_waits_even_before_the_return_is_known()
    {
        await using var gateway = await ServingAsync();
        gateway.Outage.IsAway = true;
        await AskAsync(gateway, "p1");
        gateway.Outage.IsAway = false;

        await gateway.Buffer.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, (await gateway.Database.Observations.CountAsync("a")).Predictions);
        Assert.Empty(gateway.BufferLog.Lines);
    }

    [Fact]
    public async Task A_stop_while_the_database_is_away_says_how_many_rows_are_lost()
    {
        await using var gateway = await ServingAsync();
        gateway.Outage.IsAway = true;
        await AskAsync(gateway, "p1");
        await AskAsync(gateway, "p2");

        await gateway.Buffer.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains("2 answered predictions are not logged and are lost", Assert.Single(gateway.BufferLog.Lines));
    }

    [Fact]
    public async Task What_waits_and_for_how_long_can_be_measured()
    {
        await using var gateway = await ServingAsync();
        await gateway.Buffer.StartAsync(TestContext.Current.CancellationToken);
        gateway.Outage.IsAway = true;
        await AskAsync(gateway, "p1");
        await AskAsync(gateway, "p2");
        gateway.Time.Advance(TimeSpan.FromMilliseconds(200));

        var gauges = new Dictionary<string, List<double>>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument is { Meter.Name: GatewayMeter.Name, IsObservable: true })
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Contains(2, gauges["retraingrains.predictions.waiting"]);
        Assert.Contains(0.2, gauges["retraingrains.database.away"]);
        gateway.Buffer.Dispose();

        void Add(string name, double value) => (gauges[name] = gauges.GetValueOrDefault(name) ?? []).Add(value);
    }

    // Other tests may count at the same time: at least what this one did is there.
    private static Func<long> Counting(string name, out MeterListener listener)
    {
        long sum = 0;
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Name == name) own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref sum, value));
        listener.Start();
        return () => Interlocked.Read(ref sum);
    }

    private static async Task ReturnAsync(GatewayParts gateway)
    {
        gateway.Outage.IsAway = false;
        await gateway.Time.PassUntilAsync(gateway.Circuit.WhenBackAsync());
        await gateway.Buffer.WhenLogged("a");
    }

    private static Task<Answer<Predicted>> AskAsync(GatewayParts gateway, string id, double temperature = 21.5) =>
        gateway.Predictions.PredictAsync("a", new PredictionInput(
            id, Example.Start, [Domain.Observations.FeatureValue.Of(temperature), .. Example.Row.Skip(1)]));

    private static async Task<GatewayParts> ServingAsync(GatewayOptions? options = null)
    {
        var gateway = await GatewayParts.OpenAsync(options: options);
        await gateway.Database.ServeAsync("a", 1, 12);
        await gateway.Table.RefreshAsync();
        return gateway;
    }
}
