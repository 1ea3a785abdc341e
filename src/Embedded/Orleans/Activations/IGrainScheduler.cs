namespace Orleans.Runtime;

/// <summary>Gives ready activations a thread to run on.</summary>
internal interface IGrainScheduler
{
    void Schedule(IThreadPoolWorkItem work);

    /// <summary>Told whenever work reaches an activation, also one that is scheduled already.</summary>
    void OnArrival();
}

/// <summary>Runs activations on the thread pool.</summary>
internal sealed class ThreadPoolGrainScheduler : IGrainScheduler
{
    public void Schedule(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: true);

    // Work may come from any thread.
    public void OnArrival() { }
}
