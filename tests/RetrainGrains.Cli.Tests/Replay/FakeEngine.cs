using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Tests.Replay;

/// <summary>An engine that predicts the last value plus a constant, and remembers what it was asked.</summary>
internal sealed class FakeEngine(double offset) : IReplayEngine
{
    public ReplayPlan? Plan { get; private set; }

    public Task<ReplayResult> RunAsync(
        ReplayPlan plan, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        Plan = plan;
        progress.Report(new PhaseProgress("rows", 10, 10));
        return Task.FromResult(new ReplayResult([.. plan.Streams.Select(Replay)], "abc123"));
    }

    private ModelReplay Replay(ObservationStream stream)
    {
        var series = PredictionSeries.Unanswered(stream);
        var lastValue = stream.Schema.LastValueIndex;
        for (var i = 0; i < series.Count; i++) series.Predictions[i] = stream.Served[i].Features[lastValue] + offset;
        return new ModelReplay(stream.ModelId, series)
        {
            Checks = 7,
            Triggers = ImmutableSortedDictionary<string, int>.Empty.Add("errorRose", 2),
            Runs = 2,
            Promotions = 1,
            Rejections = 1,
            TrainingSeconds = 0.5,
            // The first one makes the champion that every policy has.
            RunsByTime = [new(stream.Served[0].At, 8, 0.2), new(stream.Served[0].At.AddDays(2), 8, 0.3)],
            Explanations = ["promoted 1.1.0: better"],
        };
    }
}
