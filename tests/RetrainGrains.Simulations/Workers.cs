namespace RetrainGrains.Simulations;

/// <summary>The threads of a simulation.</summary>
internal static class Workers
{
    /// <summary>
    /// One for each processor: without a bound the pool takes long runs for stuck ones and adds threads without end.
    /// </summary>
    public static ParallelOptions ForEachProcessor(CancellationToken cancellation) => new()
    {
        MaxDegreeOfParallelism = Environment.ProcessorCount,
        CancellationToken = cancellation,
    };
}
