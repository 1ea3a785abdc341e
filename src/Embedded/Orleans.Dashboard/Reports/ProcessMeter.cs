namespace Orleans.Dashboard.Reports;

/// <summary>Asks the process what it takes; rates are since a look that is at least a second old.</summary>
internal sealed class ProcessMeter
{
    private static readonly TimeSpan ShortestSpan = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Sample earlier;
    private (double ProcessorPercent, double AllocatedBytesPerSecond) rates;

    public ProcessReport ReportAt(TimeSpan uptime)
    {
        var (processorPercent, allocatedBytesPerSecond) = RatesAt(uptime);
        return new ProcessReport(
            Environment.MachineName,
            Environment.ProcessId,
            Environment.ProcessorCount,
            Math.Round(processorPercent, 1),
            Environment.WorkingSet,
            GC.GetTotalMemory(forceFullCollection: false),
            Math.Round(allocatedBytesPerSecond),
            GC.GetGCMemoryInfo().PauseTimePercentage,
            GC.CollectionCount(0),
            GC.CollectionCount(1),
            GC.CollectionCount(2),
            ThreadPool.ThreadCount,
            ThreadPool.PendingWorkItemCount);
    }

    private (double ProcessorPercent, double AllocatedBytesPerSecond) RatesAt(TimeSpan uptime)
    {
        lock (gate)
        {
            var passed = uptime - earlier.At;
            if (passed < ShortestSpan) return rates;
            var now = new Sample(uptime, Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
            rates = (
                100 * (now.ProcessorTime - earlier.ProcessorTime) / passed,
                (now.AllocatedBytes - earlier.AllocatedBytes) / passed.TotalSeconds);
            earlier = now;
            return rates;
        }
    }

    private readonly record struct Sample(TimeSpan At, TimeSpan ProcessorTime, long AllocatedBytes);
}
