namespace RetrainGrains.Fleet;

/// <summary>Reads what an actor knows once, before its first call. An actor whose reading failed retires.</summary>
internal sealed class Opening(IActorContext self, Func<Task> read)
{
    private Task? reading;

    /// <summary>Completes when it is read; calls that interleave all wait for the one reading.</summary>
    public Task DoneAsync() => reading ??= ReadAsync();

    private async Task ReadAsync()
    {
        try
        {
            await read();
        }
        catch
        {
            self.Retire();
            throw;
        }
    }
}
