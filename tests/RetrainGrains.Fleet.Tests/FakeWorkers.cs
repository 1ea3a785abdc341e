using System.Text;

namespace RetrainGrains.Fleet.Tests;

/// <summary>
/// Workers without a wire: what they learn is the mean of what they are taught, and they can be sent away.
/// </summary>
internal sealed class FakeWorkers : IWorkerPool
{
    public TimeSpan Patience => TimeSpan.FromMilliseconds(250);

    /// <summary>True while a worker is connected.</summary>
    public bool Here { get; set; } = true;

    /// <summary>The answer that they give instead, where it is set.</summary>
    public double? Says { get; set; }

    public List<WorkerOrder> Orders { get; } = [];

    /// <summary>The rows that were to be scored, by patience.</summary>
    public List<(int Rows, TimeSpan Patience)> Scored { get; } = [];

    public Task<ReadOnlyMemory<byte>> TrainAsync(
        WorkerOrder order, Action<WorkerProgress> progress, CancellationToken cancellation)
    {
        if (!Here) throw new WorkerException($"no worker here offers '{order.Learner}'");
        Orders.Add(order);
        progress(new WorkerProgress(1, 1, 0.5));
        var mean = order.Read(0, order.Rows).Targets.ToArray().Average();
        return Task.FromResult<ReadOnlyMemory<byte>>(
            Encoding.ASCII.GetBytes(mean.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
    }

    public async Task<double[]?> ScoreAsync(
        WorkerModel model, WorkerRows rows, TimeSpan patience, CancellationToken cancellation)
    {
        if (!Here) return null;
        Scored.Add((rows.Count, patience));
        var content = Encoding.ASCII.GetString((await model.ReadAsync(cancellation)).Span);
        var mean = Says ?? double.Parse(content, System.Globalization.CultureInfo.InvariantCulture);
        return [.. Enumerable.Repeat(mean, rows.Count)];
    }
}
