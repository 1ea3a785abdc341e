using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Replay;

/// <summary>The progress of work that several threads do together.</summary>
internal sealed class JoinedProgress(IProgress<PhaseProgress> progress, string phase, long total)
{
    private long done;

    public void Add(long more) =>
        progress.Report(new PhaseProgress(phase, Interlocked.Add(ref done, more), total));
}
