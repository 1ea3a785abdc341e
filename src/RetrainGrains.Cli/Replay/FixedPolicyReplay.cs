using RetrainGrains.Cli.Terminal;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>The result of a fixed policy on a stream.</summary>
public sealed record FixedPolicyRun(
    string ModelId, FixedPolicy Policy, PredictionSeries Predictions, int Retrainings, double TrainingSeconds,
    string? Failure);

/// <summary>
/// A strict test-then-train replay: each row is predicted by the version in service when it arrives, and a version is
/// trained only on rows whose outcome is known by then.
/// </summary>
public sealed class FixedPolicyReplay(TreePolicy trees, ulong seed, TimeProvider clock)
{
    /// <summary>
    /// Runs every policy on every stream, side by side; the result does not depend on the number of threads.
    /// </summary>
    public ImmutableArray<FixedPolicyRun> RunAll(
        ImmutableArray<ObservationStream> streams, ImmutableArray<FixedPolicy> policies, int threads,
        IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var pairs = streams.SelectMany(stream => policies.Select(policy => (stream, policy))).ToArray();
        var rows = streams.ToDictionary(stream => stream.ModelId, stream => new KnownRows(stream));
        var runs = new FixedPolicyRun[pairs.Length];
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, pairs.Length, options, i =>
        {
            var (stream, policy) = pairs[i];
            runs[i] = Run(stream, rows[stream.ModelId], policy, cancellation);
            progress.Report(new PhaseProgress("fixed policies", Interlocked.Increment(ref done), pairs.Length));
        });
        return [.. runs];
    }

    public FixedPolicyRun Run(
        ObservationStream stream, KnownRows rows, FixedPolicy policy, CancellationToken cancellation)
    {
        var series = PredictionSeries.Unanswered(stream);
        var learner = LearnerRegistry.BuiltIn.Get(policy.Learner);
        var parameters = LearnerMapping.ParametersOf(
            learner, trees, policy.Change ? TargetForm.Change : TargetForm.Level);
        var fit = new FitOptions { Cancellation = cancellation };
        Scorer? scorer = null;
        var (trainings, seconds, failure) = (0, 0.0, (string?)null);
        var served = stream.Served;
        var due = served[0].At;
        for (var i = 0; i < served.Length; i++)
        {
            var row = served[i];
            if (row.At >= due)
            {
                var started = clock.GetTimestamp();
                var result = learner.Fit(rows.At(row.At, policy.WindowDays), parameters, seed, fit);
                seconds += clock.GetElapsedTime(started).TotalSeconds;
                // A failed fit leaves the version before in service, as a failed run does.
                scorer = result.Artifact?.CreateScorer() ?? scorer;
                failure = result.Failure ?? failure;
                if (result.Succeeded) trainings++;
                due = NextDue(due, row.At, policy.Cadence);
            }
            if (scorer is not null) series.Predictions[i] = scorer.Score(row.Features, row.At.ToUnixTimeMilliseconds());
        }
        // The first training is nobody's retraining: every policy needs it.
        return new FixedPolicyRun(stream.ModelId, policy, series, Math.Max(0, trainings - 1), seconds, failure);
    }

    private static DateTimeOffset NextDue(DateTimeOffset due, DateTimeOffset now, TimeSpan? cadence)
    {
        if (cadence is not { } step) return DateTimeOffset.MaxValue;
        // After a gap one training makes up for all that were missed.
        return due + step * (Math.Floor((now - due) / step) + 1);
    }
}
