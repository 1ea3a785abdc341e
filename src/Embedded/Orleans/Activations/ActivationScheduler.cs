namespace Orleans.Runtime;

/// <summary>Brings the continuations of a grain's code back to its activation.</summary>
internal sealed class ActivationScheduler(Activation activation) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    public void Run(Task continuation) => TryExecuteTask(continuation);

    protected override void QueueTask(Task task) => activation.Continue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && RuntimeContext.Current == activation && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
