namespace Orleans.Runtime;

/// <summary>One entry of a mailbox: a request or a timer tick.</summary>
internal abstract class Turn
{
    /// <summary>Arrival number within its mailbox.</summary>
    public long Order { get; set; }

    /// <summary>Position among the running turns of its activation, or -1.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>How often it moved on because its activation ended first.</summary>
    public int Forwards { get; set; }

    public bool IsRunning => Slot >= 0;

    public virtual bool Interleaves => false;

    public virtual bool IsReadOnly => false;

    /// <summary>Whether the turn counts as use, which postpones idle deactivation.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Nobody waits for it any more, so it need not start.</summary>
    public virtual bool IsAbandoned => false;

    /// <summary>Runs to its end, never throws, and ends with <see cref="Activation.Finish"/>.</summary>
    public abstract Task RunAsync(Activation activation);

    public abstract void Refuse(Exception reason);
}
