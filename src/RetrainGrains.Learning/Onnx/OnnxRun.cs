using Microsoft.ML.OnnxRuntime;

namespace RetrainGrains.Learning.Onnx;

/// <summary>A run of a graph, which is stopped where it takes too long: a graph may loop.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private bool hasEnded;

    public OnnxRun(TimeSpan longest) => timer = TimeProvider.System.CreateTimer(
        static run => ((OnnxRun)run!).Stop(), this, longest, Timeout.InfiniteTimeSpan);

    public RunOptions Options { get; } = new();

    public bool IsStopped { get; private set; }

    public void Dispose()
    {
        // The options are native memory: nobody may touch them afterwards.
        lock (gate) hasEnded = true;
        timer.Dispose();
        Options.Dispose();
    }

    private void Stop()
    {
        lock (gate)
        {
            if (hasEnded) return;
            IsStopped = true;
            Options.Terminate = true;
        }
    }
}
