namespace Orleans.Runtime;

/// <summary>Counts the activations of one grain class and marks how full a mailbox of theirs ever was.</summary>
internal sealed class ActivationCounter
{
    private long started;
    private long ended;
    private int deepestMailbox;

    public long Total => Interlocked.Read(ref started);

    public long Living => Interlocked.Read(ref started) - Interlocked.Read(ref ended);

    public int DeepestMailbox => Volatile.Read(ref deepestMailbox);

    public void Started() => Interlocked.Increment(ref started);

    public void Ended() => Interlocked.Increment(ref ended);

    public void MailboxHolds(int waiting)
    {
        var seen = Volatile.Read(ref deepestMailbox);
        while (waiting > seen)
        {
            var current = Interlocked.CompareExchange(ref deepestMailbox, waiting, seen);
            if (current == seen) return;
            seen = current;
        }
    }
}
