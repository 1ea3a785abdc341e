using System.Text.Json;

namespace Orleans.Dashboard.Reports;

/// <summary>
/// What <c>counters.json</c> holds, names in camelCase. Counts are since the start; rates, means, quantiles and
/// <c>slowest</c> are of the last minute (50 to 60 seconds, or since the start); durations are the machine's.
/// </summary>
public sealed record DashboardReport(
    SiloReport Silo,
    ProcessReport Process,
    IReadOnlyList<GrainTypeReport> GrainTypes,
    IReadOnlyList<MethodReport> Methods,
    IReadOnlyList<FailureReport> Failures,
    IReadOnlyList<BusyGrainReport> BusyGrains)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);
}

/// <summary>The sums over all grain types.</summary>
public sealed record SiloReport(
    DateTimeOffset At,
    double UptimeSeconds,
    double CallsPerSecond,
    IReadOnlyList<long> CallsBySecond,
    long Calls,
    long Errors,
    long Unanswered,
    int Activations,
    int Waiting,
    int DeepestMailboxEver,
    int Timers,
    int Reminders);

/// <summary>What the process takes of its machine; the processor's share is of one core.</summary>
public sealed record ProcessReport(
    string MachineName,
    int ProcessId,
    int Processors,
    double ProcessorPercent,
    long WorkingSetBytes,
    long ManagedHeapBytes,
    double AllocatedBytesPerSecond,
    double GcPausePercent,
    int Gen0Collections,
    int Gen1Collections,
    int Gen2Collections,
    int ThreadPoolThreads,
    long ThreadPoolQueue);

/// <summary>One grain type; in flight are its calls, timer ticks and activations in progress.</summary>
public sealed record GrainTypeReport(
    string GrainType,
    IReadOnlyList<long> CallsBySecond,
    double CallsPerSecond,
    long Calls,
    double MeanInFlight,
    double MeanMilliseconds,
    double SlowestMilliseconds,
    long Errors,
    long Unanswered,
    long Activations,
    long ActivationsStarted,
    int Waiting,
    int DeepestMailbox,
    int DeepestMailboxEver,
    int Timers,
    int Reminders);

/// <summary>One method of one grain type; activations and timer ticks are rows of their own.</summary>
public sealed record MethodReport(
    string GrainType,
    string Method,
    double CallsPerSecond,
    long Calls,
    double MeanInFlight,
    double MeanMilliseconds,
    double MedianMilliseconds,
    double NinetyNinthMilliseconds,
    double SlowestMilliseconds,
    double MeanMillisecondsSinceStart,
    long Errors,
    long Unanswered);

/// <summary>A method that failed, with its newest failure.</summary>
public sealed record FailureReport(
    DateTimeOffset At,
    string GrainType,
    string Method,
    long Errors,
    long Unanswered,
    string ErrorType,
    string Message);

/// <summary>One of the few grains with calls waiting or with work that takes more than a second.</summary>
public sealed record BusyGrainReport(string GrainId, int Waiting, string? Running, double RunningMilliseconds);
