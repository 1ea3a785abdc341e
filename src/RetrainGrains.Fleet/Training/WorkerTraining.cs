using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Fleet.Training;

/// <summary>
/// The training of one challenger by a worker, as the learners here are called: its thread, which is the training's
/// own, waits meanwhile.
/// </summary>
internal sealed class WorkerTraining(
    IWorkerPool workers, string learner, FeatureSchema schema, TimeSpan timeLimit, CancellationToken cancellation)
{
    // What is laid out at once: a few MiB of most schemas.
    private const int ScoredAtOnce = 4_096;

    public ReadOnlyMemory<byte> Train(Dataset rows, ulong seed, FitOptions options)
    {
        var order = new WorkerOrder(
            learner, schema, rows.Count, seed, timeLimit, (first, count) => LessonOf(rows.Slice(first, count)));
        return workers.TrainAsync(order, progress => Tell(options, progress), cancellation).GetAwaiter().GetResult();
    }

    public double[] Score(Artifact artifact, Dataset rows)
    {
        var scorer = artifact.CreateScorer();
        var content = artifact.ExternalContent!.Value;
        var model = new WorkerModel(artifact.Id, learner, schema, _ => Task.FromResult(content));
        var predictions = new double[rows.Count];
        for (var first = 0; first < rows.Count; first += ScoredAtOnce)
        {
            var some = RowsOf(rows.Slice(first, Math.Min(ScoredAtOnce, rows.Count - first)));
            Interpret(scorer, some, AnswersTo(model, some), predictions.AsSpan(first, some.Count));
        }
        return predictions;
    }

    // Nobody waits for a prediction: the training's own limit is patience enough.
    private double[] AnswersTo(WorkerModel model, WorkerRows rows) =>
        workers.ScoreAsync(model, rows, Timeout.InfiniteTimeSpan, cancellation).GetAwaiter().GetResult()
            ?? throw new WorkerException($"no worker here could score with what '{learner}' has learned");

    private void Interpret(Scorer scorer, WorkerRows rows, double[] answers, Span<double> predictions)
    {
        var width = schema.Features.Length;
        for (var row = 0; row < answers.Length; row++)
        {
            predictions[row] = scorer.FromAnswer(rows.Features.Span.Slice(row * width, width), answers[row]);
            if (double.IsNaN(predictions[row]))
                throw new WorkerException($"'{learner}' answers {answers[row]} for a row, which is no prediction");
        }
    }

    private static void Tell(FitOptions options, WorkerProgress progress)
    {
        if (options.IsProgressDue())
            options.Progress?.Invoke(new FitProgress(progress.Done, progress.Total, progress.Loss));
    }

    private static WorkerLesson LessonOf(Dataset rows) =>
        new(RowsOf(rows), rows.Targets.ToArray(), rows.Weights.ToArray());

    private static WorkerRows RowsOf(Dataset rows)
    {
        var features = new float[rows.Count * rows.FeatureCount];
        for (var row = 0; row < rows.Count; row++)
        {
            rows.CopyRow(row, features.AsSpan(row * rows.FeatureCount, rows.FeatureCount));
        }
        return new WorkerRows(rows.UnixMilliseconds.ToArray(), features);
    }
}
