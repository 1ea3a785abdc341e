using System.Diagnostics.Metrics;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Gateway.Predictions;

namespace RetrainGrains.Gateway.Tests.Predictions;

/// <summary>Predictions of a blend of 12, scored here, and of a worker's member whose fallback is 40.</summary>
public sealed class WorkerScoresTests : IWorkerPool
{
    private Func<WorkerModel, WorkerRows, double[]?> answer = (_, _) => null;

    public TimeSpan Patience => TimeSpan.FromMilliseconds(250);

    public Task<ReadOnlyMemory<byte>> TrainAsync(
        WorkerOrder order, Action<WorkerProgress> progress, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<double[]?> ScoreAsync(
        WorkerModel model, WorkerRows rows, TimeSpan patience, CancellationToken cancellation)
    {
        Assert.Equal(Patience, patience);
        return Task.FromResult(answer(model, rows));
    }

    [Fact]
    public async Task A_batch_is_asked_at_once_and_each_row_is_told_whether_a_worker_had_its_part()
    {
        await using var gateway = await ServingAsync();
        WorkerModel? asked = null;
        WorkerRows? given = null;
        answer = (model, rows) =>
        {
            (asked, given) = (model, rows);
            return [20, double.NaN];
        };

        var predicted = (await gateway.Predictions.PredictAsync("a", [Row("p1"), Row("p2", hoursAgo: 1)])).Value!;

        Assert.Equal(
            [new PredictionOutput("p1", 14), new PredictionOutput("p2", 12, Fallback: true)],
            predicted.Rows.Select(row => row with { Value = Math.Round(row.Value, 9) }));
        Assert.Equal("lstm", asked!.Learner);
        Assert.Equal([1, 2, 3], (await asked.ReadAsync(default)).ToArray());
        Assert.Equal([21.5f, float.NaN, 1, 21.5f, float.NaN, 1], given!.Features.ToArray());
        Assert.Equal(
            [Example.Start.ToUnixTimeMilliseconds(), Example.Start.AddHours(-1).ToUnixTimeMilliseconds()],
            given.UnixMilliseconds.ToArray());
    }

    [Fact]
    public async Task What_was_answered_is_logged_and_what_was_answered_without_a_worker_is_counted()
    {
        await using var gateway = await ServingAsync();
        long counted = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "retraingrains.predictions.fallbacks") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();

        var predicted = (await gateway.Predictions.PredictAsync("a", Row("p1"))).Value!;

        Assert.Equal((12, true), (predicted.Rows[0].Value, predicted.Rows[0].Fallback));
        Assert.True(Interlocked.Read(ref counted) >= 1);
        await gateway.Database.Observations.RecordOutcomesAsync("a", [new OutcomeRow("p1", 13, Example.Start)]);
        Assert.Equal(12, Assert.Single(await gateway.Database.Observations.LabelledAfterAsync("a", 0, 10)).Prediction);
    }

    private async Task<GatewayParts> ServingAsync()
    {
        var gateway = await GatewayParts.OpenAsync(workers: this);
        await gateway.Database.RegisterAsync("a");
        var here = await gateway.Database.Artifacts.PutAsync(Example.Constant(12).Bytes, Example.Start);
        var there = await gateway.Database.Artifacts.PutAsync(Example.External([1, 2, 3], 40).Bytes, Example.Start);
        var plan = new ServingPlan(
            "a", new(1, 0, 1), Example.Schema,
            [new Member(new Recipe("mean"), here, 0.75), new Member(new Recipe("worker:lstm"), there, 0.25)]);
        await gateway.Database.ServeAsync("a", 2, plan);
        await gateway.Table.RefreshAsync();
        return gateway;
    }

    private static PredictionInput Row(string id, int hoursAgo = 0) =>
        new(id, Example.Start.AddHours(-hoursAgo), Example.Row);
}
