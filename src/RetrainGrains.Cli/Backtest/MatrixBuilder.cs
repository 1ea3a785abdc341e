using System.Collections.Concurrent;
using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Cli.Backtest;

/// <summary>The loss of each model in each later period, and the seconds of each training.</summary>
public sealed record MeasuredStaleness(PeriodRows Rows, StalenessMatrix Matrix, ImmutableArray<double> Seconds);

/// <summary>
/// Trains the recipe at the start of every period, on the rows whose outcome is known by then, and scores every later
/// period with it.
/// </summary>
public sealed class MatrixBuilder(Recipe recipe, TreePolicy trees, ulong seed, TimeProvider clock)
{
    private readonly ILearner learner = LearnerMapping.LearnerOf(recipe);

    /// <summary>The result does not depend on the number of threads.</summary>
    public (MeasuredStaleness? Measured, Problem? Problem) Build(
        PeriodRows rows, int threads, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var known = new KnownRows(rows.Stream);
        var losses = new double[rows.Periods][];
        var seconds = new double[rows.Periods];
        var problems = new Problem?[rows.Periods];
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        // One at a time, the dearest first: the last to end is then a short one, and no thread waits for long.
        var latestFirst = Partitioner.Create(
            Enumerable.Range(0, rows.Periods).Reverse(), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(latestFirst, options, s =>
        {
            var started = clock.GetTimestamp();
            var (scorer, problem) = Train(rows, known, s, cancellation);
            seconds[s] = clock.GetElapsedTime(started).TotalSeconds;
            if (scorer is not null) (losses[s], problem) = Score(rows, scorer, s);
            problems[s] = problem;
            progress.Report(new PhaseProgress(
                $"training {rows.Stream.ModelId}", Interlocked.Increment(ref done), rows.Periods));
        });
        if (problems.FirstOrDefault(problem => problem is not null) is { } first) return (null, first);
        var matrix = new StalenessMatrix(losses, [.. rows.Rows.Select(part => part.Length)]);
        return (new MeasuredStaleness(rows, matrix, [.. seconds]), null);
    }

    private (Scorer? Scorer, Problem? Problem) Train(
        PeriodRows rows, KnownRows known, int period, CancellationToken cancellation)
    {
        var parameters = LearnerMapping.ParametersOf(learner, trees, recipe.Form);
        var at = rows.StartOf(period);
        var result = learner.Fit(
            known.At(at, recipe.WindowDays), parameters, seed, new FitOptions { Cancellation = cancellation });
        return result.Artifact is { } artifact
            ? (artifact.CreateScorer(), null)
            : (null, Problem.Of(
                "--recipe", recipe.Name, $"cannot be trained at {Formatted.Instant(at)}: {result.Failure}"));
    }

    private (double[] Losses, Problem? Problem) Score(PeriodRows rows, Scorer scorer, int trainedAt)
    {
        var losses = new double[rows.Periods - trainedAt];
        for (var i = 0; i < losses.Length; i++)
        {
            foreach (var row in rows.Rows[trainedAt + i])
            {
                var prediction = scorer.Score(row.Features, row.At.ToUnixTimeMilliseconds());
                losses[i] += rows.LossOf(prediction, row.Outcome);
            }
            if (!double.IsFinite(losses[i]))
            {
                var start = rows.StartOf(trainedAt + i);
                return (losses, Problem.Of(
                    "--recipe", recipe.Name, $"gave no answer for a row after {Formatted.Instant(start)}"));
            }
        }
        return (losses, null);
    }
}
