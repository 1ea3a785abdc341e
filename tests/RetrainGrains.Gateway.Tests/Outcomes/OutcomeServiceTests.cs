using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Gateway.Tests.Outcomes;

public sealed class OutcomeServiceTests
{
    [Fact]
    public async Task Outcomes_are_stored_told_apart_row_by_row_and_the_model_hears_of_them()
    {
        await using var gateway = await RegisteredAsync();
        await gateway.Database.ServeAsync("a", 2, 1);
        await gateway.Table.RefreshAsync();
        await gateway.Predictions.PredictAsync("a", new PredictionInput("p1", null, Example.Row));

        var answer = await gateway.Outcomes.RecordAsync(
            "a", [new("p1", 5, null), new("p1", 5, null), new("p1", 6, null), new("p2", 5, null)]);

        Assert.Equal(
            [RecordStatus.Stored, RecordStatus.Duplicate, RecordStatus.Conflict, RecordStatus.UnknownPrediction],
            answer.Value!.Statuses);
        Assert.Equal(1, answer.Value.Stored);
        Assert.Equal(1, gateway.Grains.Model("a").Hints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_model_hears_of_an_outcome_that_had_waited_when_its_prediction_is_logged(bool isKept)
    {
        await using var gateway = await RegisteredAsync();
        await gateway.Database.ServeAsync("a", 2, 1);
        await gateway.Table.RefreshAsync();
        var waits = await gateway.Outcomes.RecordAsync(
            "a", [new OutcomeInput("", 5, null) { Entity = "anna", At = Example.Start }]);
        Assert.Equal([RecordStatus.Waiting], waits.Value!.Statuses);
        Assert.Empty(gateway.Grains.Activated);

        gateway.Outage.IsAway = isKept;
        await gateway.Predictions.PredictAsync(
            "a", new PredictionInput("p1", Example.Start, Example.Row, Entity: "anna"));
        gateway.Outage.IsAway = false;
        await gateway.Time.PassUntilAsync(gateway.Buffer.WhenLogged("a"));

        Assert.Equal(1, gateway.Grains.Model("a").Hints);
    }

    [Fact]
    public async Task A_batch_that_stores_nothing_tells_nobody()
    {
        await using var gateway = await RegisteredAsync();

        await gateway.Outcomes.RecordAsync("a", [new("p1", 5, null)]);

        Assert.Empty(gateway.Grains.Activated);
    }

    [Fact]
    public async Task History_is_stored_for_a_model_that_has_no_champion_yet()
    {
        await using var gateway = await RegisteredAsync();

        var answer = await gateway.Outcomes.ImportAsync("a",
        [
            new("", Example.Start.AddDays(-1), Example.Row, 4, null),
            new("h2", Example.Start, Example.Row, 5, null),
        ]);

        Assert.Equal(2, answer.Value!.Stored);
        var rows = await gateway.Database.Observations.LabelledAfterAsync("a", 0, 10);
        Assert.Equal(["made-1", "h2"], rows.Select(row => row.PredictionId));
        // Known when it was, unless it is said when.
        Assert.All(rows, row => Assert.Equal(row.At, row.KnownAt));
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_row_of_history_is_told_at_once_and_the_others_are_stored()
    {
        await using var gateway = await RegisteredAsync();

        var answer = (await gateway.Outcomes.ImportAsync("a",
        [
            new("h1", null, Example.Row, double.NaN, Example.Start),
            new("h2", Example.Start, [FeatureValue.Of(1)], 1, Example.Start.AddSeconds(-1)),
            new("h3", DateTimeOffset.MaxValue, Example.Row, 1, DateTimeOffset.MinValue),
            new("", null, Example.Row, null, null),
            new("h5", Example.Start, Example.Row, 1, null),
        ])).Value!;

        Assert.Equal(
            [
                (0, "at"), (0, "outcome"), (1, "known_at"), (1, "features"), (2, "at"), (2, "known_at"), (3, "at"),
                (3, "outcome"),
            ],
            answer.Reasons.Select(reason => (reason.Row, reason.Problem.Field)));
        Assert.All(answer.Reasons, reason => Assert.NotEqual(FaultKind.Unspecified, reason.Problem.Kind));
        Assert.Equal((4, 1), (answer.Refused, answer.Stored));
        Assert.Equal(1, (await gateway.Database.Observations.CountAsync("a")).Outcomes);
    }

    [Fact]
    public async Task F1_Where_every_second_outcome_has_no_value_the_others_are_stored_and_the_truth_later()
    {
        await using var gateway = await AskedAsync(200);
        double?[] nothing = [null, double.NaN, double.PositiveInfinity, null];
        OutcomeInput[] rows =
        [
            .. Enumerable.Range(0, 200).Select(
                i => new OutcomeInput($"p{i}", i % 2 == 0 ? 50 : nothing[i / 2 % nothing.Length], null)),
        ];

        var first = (await gateway.Outcomes.RecordAsync("a", rows)).Value!;
        var later = (await gateway.Outcomes.RecordAsync(
            "a", [.. rows.Where((_, i) => i % 2 == 1).Select(row => row with { Value = 50 })])).Value!;

        Assert.Equal((100, 100), (first.Stored, first.Refused));
        Assert.All(first.Statuses.Index(), row => Assert.Equal(
            row.Index % 2 == 0 ? RecordStatus.Stored : RecordStatus.Refused, row.Item));
        Assert.Equal(
            (1, "value", "null", FaultKind.Missing),
            (first.Reasons[0].Row, first.Reasons[0].Problem.Field, first.Reasons[0].Problem.Value,
                first.Reasons[0].Problem.Kind));
        Assert.Equal((100, 0), (later.Stored, later.Refused));
        var stored = await gateway.Database.Observations.LabelledAfterAsync("a", 0, 1_000);
        Assert.Equal(200, stored.Count);
        Assert.All(stored, row => Assert.Equal(50, row.Outcome));
    }

    [Fact]
    public async Task A_class_that_is_neither_0_nor_1_is_refused_row_by_row()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        var state = Example.State("c");
        await gateway.Database.RegisterAsync("c", state with
        {
            Schema = state.Schema with { Task = PredictionTask.BinaryClassification },
        });

        var answer = (await gateway.Outcomes.RecordAsync(
            "c", [new("p1", 1, null), new("p2", 0.5, null), new("p3", null, null, "yes")])).Value!;

        Assert.Equal(
            [RecordStatus.UnknownPrediction, RecordStatus.Refused, RecordStatus.Refused], answer.Statuses);
        Assert.Equal(
            [
                "prediction_id: 'p1' must be the id of a prediction; whole rows from elsewhere are imported as history",
                "value: '0.5' must be 0 or 1",
                "label: 'yes' must be left out: the model does not answer with classes",
            ],
            answer.Reasons.Select(reason => reason.Problem.ToString()));
    }

    [Theory]
    [InlineData(null, null, "value", FaultKind.Missing)]
    [InlineData(null, "blue", "label", FaultKind.UnknownName)]
    [InlineData(0.0, "green", "value", FaultKind.Contradiction)]
    [InlineData(2.0, "green", "value", FaultKind.Contradiction)]
    [InlineData(1.5, null, "value", FaultKind.OutOfRange)]
    [InlineData(3.0, null, "value", FaultKind.OutOfRange)]
    [InlineData(-1.0, null, "value", FaultKind.OutOfRange)]
    [InlineData(double.NaN, null, "value", FaultKind.NotFinite)]
    public async Task A_class_that_is_none_or_contradicts_its_label_is_refused(
        double? value, string? label, string field, FaultKind kind)
    {
        await using var gateway = await GatewayParts.OpenAsync();
        var state = Example.State("m");
        await gateway.Database.RegisterAsync("m", state with
        {
            Schema = state.Schema with
            {
                Task = PredictionTask.MulticlassClassification, Classes = ["red", "green", "amber"],
            },
        });

        var answer = (await gateway.Outcomes.ImportAsync(
            "m",
            [
                new("h1", Example.Start, Example.Row, value, null, label),
                new("h2", Example.Start, Example.Row, 1, null, "green"),
            ])).Value!;

        Assert.Equal([RecordStatus.Refused, RecordStatus.Stored], answer.Statuses);
        var reason = Assert.Single(answer.Reasons).Problem;
        Assert.Equal((field == "value" ? "outcome" : "outcome_label", kind), (reason.Field, reason.Kind));
    }

    [Fact]
    public async Task F8_A_time_after_now_is_refused_with_the_bound_and_a_little_ahead_is_taken_for_a_clock()
    {
        await using var gateway = await RegisteredAsync();
        var future = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var answer = (await gateway.Outcomes.ImportAsync("a",
        [
            new("h1", future, Example.Row, 1, null),
            new("h2", Example.Start, Example.Row, 1, future),
            new("h3", Example.Start.AddMinutes(5), Example.Row, 1, null),
            new("h4", DateTimeOffset.UnixEpoch.AddTicks(-1), Example.Row, 1, null),
        ])).Value!;

        Assert.Equal(
            [RecordStatus.Refused, RecordStatus.Refused, RecordStatus.Stored, RecordStatus.Refused], answer.Statuses);
        Assert.Equal(
            [("at", FaultKind.TooLate), ("known_at", FaultKind.TooLate), ("at", FaultKind.TooEarly)],
            answer.Reasons.Select(reason => (reason.Problem.Field, reason.Problem.Kind)));
        Assert.Equal("2099-01-01T00:00:00Z", answer.Reasons[0].Problem.Value);
        Assert.Contains("2026-01-01T00:05:00Z", answer.Reasons[0].Problem.Rule);
    }

    [Fact]
    public async Task An_outcome_that_was_known_before_its_prediction_is_refused_and_one_of_now_never_is()
    {
        await using var gateway = await AskedAsync(1, aheadMinutes: 3);
        var at = Example.Start.AddMinutes(3);

        var early = (await gateway.Outcomes.RecordAsync("a", [new("p0", 1, at.AddSeconds(-1))])).Value!;
        var now = (await gateway.Outcomes.RecordAsync("a", [new("p0", 2, null)])).Value!;

        Assert.Equal(
            (RecordStatus.Refused, "known_at", FaultKind.TooEarly),
            (early.Statuses[0], early.Reasons[0].Problem.Field, early.Reasons[0].Problem.Kind));
        Assert.Equal((RecordStatus.Stored, 0), (now.Statuses[0], now.Reasons.Length));
        var row = Assert.Single(await gateway.Database.Observations.LabelledAfterAsync("a", 0, 10));
        Assert.Equal((2, at), (row.Outcome, row.KnownAt));
    }

    [Fact]
    public async Task An_answer_to_the_longest_request_stays_below_what_clients_take()
    {
        await using var gateway = await RegisteredAsync();
        var far = DateTimeOffset.MaxValue;
        var name = new string('x', 200);
        HistoryInput[] rows =
            [.. Enumerable.Repeat(new HistoryInput(name, far, [FeatureValue.Of(name)], null, far, name), 10_000)];

        var answer = (await gateway.Outcomes.ImportAsync("a", rows)).Value!;

        Assert.Equal(11_000, answer.Reasons.Length);
        Assert.Equal(10_000, answer.Reasons.Select(reason => reason.Row).Distinct().Count());
        Assert.InRange(answer.Reasons.Sum(reason => 40 + reason.Problem.ToString().Length), 1, 4_000_000);
    }

    [Fact]
    public async Task An_unknown_model_is_named()
    {
        await using var gateway = await GatewayParts.OpenAsync();

        var answer = await gateway.Outcomes.RecordAsync("nobody", [new("p1", 1, null)]);

        Assert.Equal((RefusalKind.NotFound, "nobody"), (answer.Refusal!.Kind, answer.Refusal.Problems[0].Value));
    }

    [Fact]
    public async Task A_hint_that_fails_never_fails_the_call()
    {
        await using var gateway = await RegisteredAsync();
        gateway.Grains.Model("a").OnOutcomes = () => throw new TimeoutException();

        var imported = gateway.Outcomes.ImportAsync("a", [new("h1", Example.Start, Example.Row, 4, null)]);
        await gateway.Time.PassUntilAsync(imported);

        Assert.Equal(1, (await imported).Value!.Stored);
    }

    [Fact]
    public async Task A_hint_that_did_not_get_through_is_sent_again()
    {
        await using var gateway = await RegisteredAsync();
        var model = gateway.Grains.Model("a");
        model.OnOutcomes = () => model.Hints < 3 ? throw new TimeoutException() : Task.CompletedTask;

        await gateway.Time.PassUntilAsync(
            gateway.Outcomes.ImportAsync("a", [new("h1", Example.Start, Example.Row, 4, null)]));

        Assert.Equal(3, model.Hints);
    }

    [Theory]
    [InlineData(HintMode.Awaited)]
    [InlineData(HintMode.Background)]
    public async Task Only_a_replay_waits_for_the_model(HintMode mode)
    {
        await using var gateway = await RegisteredAsync(mode);
        var heard = new TaskCompletionSource();
        gateway.Grains.Model("a").OnOutcomes = () => heard.Task;

        var answer = gateway.Outcomes.ImportAsync("a", [new("h1", Example.Start, Example.Row, 4, null)]);

        Assert.Equal(mode == HintMode.Background, answer.IsCompleted);
        heard.SetResult();
        Assert.Equal(1, (await answer).Value!.Stored);
    }

    // A model that was asked some rows: p0, p1, …
    private static async Task<GatewayParts> AskedAsync(int rows, int aheadMinutes = 0)
    {
        var gateway = await RegisteredAsync();
        await gateway.Database.ServeAsync("a", 2, 1);
        await gateway.Table.RefreshAsync();
        var at = Example.Start.AddMinutes(aheadMinutes);
        var asked = await gateway.Predictions.PredictAsync(
            "a", [.. Enumerable.Range(0, rows).Select(i => new PredictionInput($"p{i}", at, Example.Row))]);
        Assert.Null(asked.Refusal);
        return gateway;
    }

    private static async Task<GatewayParts> RegisteredAsync(HintMode mode = HintMode.Awaited)
    {
        var gateway = await GatewayParts.OpenAsync(mode);
        await gateway.Database.RegisterAsync("a");
        return gateway;
    }
}
