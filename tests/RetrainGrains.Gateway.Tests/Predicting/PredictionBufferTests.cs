using System.Diagnostics.Metrics;
using RetrainGrains.Gateway.Predicting;

namespace RetrainGrains.Gateway.Tests.Predicting;

public sealed class PredictionBufferTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task While_the_database_is_away_predictions_go_on_and_only_the_first_asks_for_it()
    {
        await using var desks = await ServingAsync();
        desks.Outage.IsAway = true;

        var answers = new List<Predicted>();
        for (var i = 0; i < 3; i++) answers.Add((await AskAsync(desks, $"p{i}")).Value!);

        Assert.All(answers, answer => Assert.Equal((12, false), (answer.Rows[0].Value, answer.Logged)));
        Assert.Equal(1, desks.Outage.Count(nameof(IObservationLog.AppendPredictionsAsync)));
        Assert.Equal(3, desks.Buffer.Rows);
    }

    [Fact]
    public async Task When_the_database_is_back_what_waits_is_logged_in_order_and_predictions_are_logged_again()
    {
        await using var desks = await ServingAsync();
        desks.Outage.IsAway = true;
        for (var i = 0; i < 600; i++) await AskAsync(desks, $"p{i}");

        await ReturnAsync(desks);
        var after = await AskAsync(desks, "after");

        Assert.True(after.Value!.Logged);
        Assert.Equal((0, 601), (desks.Buffer.Rows, (await desks.Database.Observations.CountAsync("a")).Predictions));
        var logged = desks.Outage.Calls.Where(call => call.Method == nameof(IObservationLog.AppendPredictionsAsync))
            .Skip(1).SelectMany(call => (IReadOnlyList<PredictionRow>)call.Arguments[1]!);
        Assert.Equal(
            [.. Enumerable.Range(0, 600).Select(i => $"p{i}"), "after"], logged.Select(row => row.PredictionId));
    }

    [Fact]
    public async Task A_row_that_was_committed_although_its_answer_was_lost_is_logged_once()
    {
        await using var desks = await ServingAsync();
        desks.Outage.LosesNextAnswer = true;

        var answer = await AskAsync(desks, "p1");
        await ReturnAsync(desks);

        Assert.False(answer.Value!.Logged);
        Assert.Equal(1, (await desks.Database.Observations.CountAsync("a")).Predictions);
        Assert.Empty(desks.BufferLog.Lines);
    }

    [Theory]
    [InlineData(3, 1 << 20)]
    [InlineData(100, 600)]
    public async Task When_the_buffer_is_full_a_prediction_is_refused_with_the_bounds(int rows, long bytes)
    {
        await using var desks = await ServingAsync(
            new GatewayOptions { PredictionRowsWaitingMax = rows, PredictionBytesWaitingMax = bytes });
        desks.Outage.IsAway = true;
        var refused = Counting("retraingrains.rows.refused", out var listener);
        using var counts = listener;
        for (var i = 0; i < 3; i++) Assert.NotNull((await AskAsync(desks, $"p{i}")).Value);

        var full = await AskAsync(desks, "p3");

        Assert.Equal(RefusalKind.Busy, full.Refusal!.Kind);
        Assert.Contains($"at most {rows} rows or {bytes} bytes wait", full.Refusal.ToString());
        Assert.True(refused() >= 1);
        await ReturnAsync(desks);
        Assert.True((await AskAsync(desks, "p3")).Value!.Logged);
    }

    [Fact]
    public async Task A_conflict_that_is_found_when_it_is_logged_is_counted_and_told_once_a_minute()
    {
        await using var desks = await ServingAsync();
        var conflicts = Counting("retraingrains.predictions.late_conflicts", out var listener);
        using var counts = listener;
        for (var i = 0; i < 3; i++) await AskAsync(desks, $"p{i}");
        for (var i = 0; i < 3; i++)
        {
            desks.Outage.IsAway = true;
            Assert.NotNull((await AskAsync(desks, $"p{i}", 7)).Value);
            await ReturnAsync(desks);
            if (i == 1) desks.Time.Advance(Minute);
        }

        Assert.True(conflicts() >= 3);
        Assert.Equal(["1", "2"], desks.BufferLog.Lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Rows_that_cannot_be_logged_while_the_database_is_there_are_given_up_and_hold_up_no_others()
    {
        await using var desks = await ServingAsync();
        desks.Outage.IsAway = true;
        await AskAsync(desks, "bad");
        desks.Outage.Fails = call =>
            call.Arguments is [_, IReadOnlyList<PredictionRow> rows, ..] && rows.Any(row => row.PredictionId == "bad")
                ? new InvalidDataException("this row") : null;
        desks.Outage.IsAway = false;
        await desks.Time.PassUntilAsync(desks.Buffer.WhenLogged("a"));
        desks.Outage.IsAway = true;
        await AskAsync(desks, "good");

        await ReturnAsync(desks);

        Assert.Equal(1, (await desks.Database.Observations.CountAsync("a")).Predictions);
        Assert.Equal("Model a: 1 answered predictions could not be logged in 6 tries and are lost.",
            Assert.Single(desks.BufferLog.Lines));
    }

    [Fact]
    public async Task A_graceful_stop_logs_what_waits_even_before_the_return_is_known()
    {
        await using var desks = await ServingAsync();
        desks.Outage.IsAway = true;
        await AskAsync(desks, "p1");
        desks.Outage.IsAway = false;

        await desks.Buffer.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, (await desks.Database.Observations.CountAsync("a")).Predictions);
        Assert.Empty(desks.BufferLog.Lines);
    }

    [Fact]
    public async Task A_stop_while_the_database_is_away_says_how_many_rows_are_lost()
    {
        await using var desks = await ServingAsync();
        desks.Outage.IsAway = true;
        await AskAsync(desks, "p1");
        await AskAsync(desks, "p2");

        await desks.Buffer.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains("2 answered predictions are not logged and are lost", Assert.Single(desks.BufferLog.Lines));
    }

    [Fact]
    public async Task What_waits_and_for_how_long_can_be_measured()
    {
        await using var desks = await ServingAsync();
        await desks.Buffer.StartAsync(TestContext.Current.CancellationToken);
        desks.Outage.IsAway = true;
        await AskAsync(desks, "p1");
        await AskAsync(desks, "p2");
        desks.Time.Advance(TimeSpan.FromMilliseconds(200));

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
        desks.Buffer.Dispose();

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

    private static async Task ReturnAsync(Desks desks)
    {
        desks.Outage.IsAway = false;
        await desks.Time.PassUntilAsync(desks.Watch.WhenBackAsync());
        await desks.Buffer.WhenLogged("a");
    }

    private static Task<Answer<Predicted>> AskAsync(Desks desks, string id, double temperature = 21.5) =>
        desks.Predictions.PredictAsync("a", new PredictionInput(
            id, Example.Start, [Domain.Observations.FeatureValue.Of(temperature), .. Example.Row.Skip(1)]));

    private static async Task<Desks> ServingAsync(GatewayOptions? options = null)
    {
        var desks = await Desks.OpenAsync(options: options);
        await desks.Database.ServeAsync("a", 1, 12);
        await desks.Table.RefreshAsync();
        return desks;
    }
}
