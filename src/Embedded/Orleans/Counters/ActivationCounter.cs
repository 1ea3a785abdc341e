namespace Orleans.Runtime;

/// <summary>Counts the activations of one grain class.</summary>
internal sealed class ActivationCounter
{
    private long started;
    private long ended;

    public long Total => Interlocked.Read(ref started);

    public long Living => Interlocked.Read(ref started) - Interlocked.Read(ref ended);

    public void Started() => Interlocked.Increment(ref started);

    public void Ended() => Interlocked.Increment(ref ended);
}
