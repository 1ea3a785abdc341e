namespace Orleans.Runtime;

internal sealed partial class Activation
{
    /// <summary>How busy it is at this moment.</summary>
    public ActivationLoad Observe()
    {
        lock (gate)
        {
            return mailbox.Running == 0
                ? new ActivationLoad(mailbox.Waiting, timers.Count, null, TimeSpan.Zero)
                : WithOldest(mailbox.RunningTurns.MinBy(running => running.Since));
        }
    }

    private ActivationLoad WithOldest(RunningTurn oldest) => new(
        mailbox.Waiting, timers.Count, NameOf(oldest.Turn), Runtime.Measuring.Since(oldest.Since));

    private static string NameOf(Turn turn) => (turn as Request)?.Method.Name ?? "a timer tick";
}

/// <summary>How many calls wait, how many timers run, and what has been running longest.</summary>
internal readonly record struct ActivationLoad(int Waiting, int Timers, string? Running, TimeSpan RunningFor);
