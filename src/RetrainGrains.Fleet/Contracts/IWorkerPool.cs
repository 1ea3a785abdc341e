using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>
/// The learners that other processes offer to this one. A worker is connected to the processes that it works for:
/// what is not offered here is not offered, whatever other processes of a cluster know.
/// </summary>
public interface IWorkerPool
{
    /// <summary>The time that a prediction waits for a worker.</summary>
    TimeSpan Patience { get; }

    /// <summary>
    /// The bytes of the trained model, or a <see cref="WorkerException"/>: another try may find another worker. Waits
    /// while all that offer the learner are busy.
    /// </summary>
    Task<ReadOnlyMemory<byte>> TrainAsync(
        WorkerOrder order, Action<WorkerProgress> progress, CancellationToken cancellation);

    /// <summary>
    /// A worker's answers, one a row, not looked at; null when none gives them within <paramref name="patience"/>.
    /// </summary>
    Task<double[]?> ScoreAsync(
        WorkerModel model, WorkerRows rows, TimeSpan patience, CancellationToken cancellation);
}

/// <summary>The rows for a worker, row after row in the schema's order; NaN is missing.</summary>
public sealed record WorkerRows(ReadOnlyMemory<long> UnixMilliseconds, ReadOnlyMemory<float> Features)
{
    public int Count => UnixMilliseconds.Length;

    public static WorkerRows Of<T>(
        IReadOnlyList<T> rows, FeatureSchema known, Func<T, DateTimeOffset> at, Func<T, float[]> features)
    {
        var width = known.Features.Length;
        var times = new long[rows.Count];
        var laidOut = new float[rows.Count * width];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = at(rows[i]).ToUnixTimeMilliseconds();
            var row = features(rows[i]);
            row.AsSpan(0, Math.Min(row.Length, width)).CopyTo(laidOut.AsSpan(i * width));
            if (row.Length < width) laidOut.AsSpan(i * width + row.Length, width - row.Length).Fill(float.NaN);
            // Categories that came later are missing to a model that has not learned them.
            for (var j = 0; j < width; j++)
            {
                var feature = known.Features[j];
                ref var code = ref laidOut[i * width + j];
                if (feature.Kind == FeatureKind.Categorical && code >= feature.Categories.Length) code = float.NaN;
            }
        }
        return new WorkerRows(times, laidOut);
    }
}

/// <summary>The rows with what to predict; no weights: all count alike.</summary>
public sealed record WorkerLesson(
    WorkerRows Rows, ReadOnlyMemory<double> Targets, ReadOnlyMemory<double> Weights);

/// <summary>
/// A training: <paramref name="Read"/> answers with so many rows from a first one on, so that they need not all be laid
/// out at once.
/// </summary>
public sealed record WorkerOrder(
    string Learner, FeatureSchema Schema, int Rows, ulong Seed, TimeSpan TimeLimit,
    Func<int, int, WorkerLesson> Read);

/// <summary>The progress of a training, as its worker reports it.</summary>
public sealed record WorkerProgress(int Done, int Total, double Loss);

/// <summary>A model that a worker trained; its bytes are read when a worker does not hold it yet.</summary>
public sealed record WorkerModel(
    string ArtifactId, string Learner, FeatureSchema Schema,
    Func<CancellationToken, Task<ReadOnlyMemory<byte>>> ReadAsync);

/// <summary>A worker made no model; the message gives the reason.</summary>
public sealed class WorkerException(string message, Exception? inner = null) : Exception(message, inner);
