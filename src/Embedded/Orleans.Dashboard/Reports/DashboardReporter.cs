using Orleans.Runtime;

namespace Orleans.Dashboard.Reports;

/// <summary>Turns the runtime's counters into rows: the busiest first, units in the names.</summary>
internal sealed class DashboardReporter(RuntimeCounters counters, ProcessMeter process)
{
    private const int BusyGrainsShown = 10;

    // A report looks at every activation: however many pages are open, that happens twice a second at most.
    private static readonly TimeSpan Shelf = TimeSpan.FromSeconds(0.5);

    private readonly Lock gate = new();
    private DashboardReport? latest;
    private TimeSpan latestAt;

    public DashboardReport Report()
    {
        lock (gate)
        {
            var uptime = counters.Uptime;
            if (latest is not null && uptime - latestAt < Shelf) return latest;
            latestAt = uptime;
            return latest = ReportAt(uptime);
        }
    }

    private DashboardReport ReportAt(TimeSpan uptime)
    {
        var (grains, busiest) = counters.Look(BusyGrainsShown);
        GrainTypeReport[] types =
        [
            .. grains.Select(Row).OrderByDescending(type => type.MeanInFlight).ThenByDescending(type => type.Calls),
        ];
        return new DashboardReport(
            Sum(types, uptime),
            process.ReportAt(uptime),
            types,
            [.. grains.SelectMany(grain => grain.Methods.Select(method => Row(grain, method)))
                .OrderByDescending(row => row.MeanInFlight).ThenByDescending(row => row.Calls)],
            [.. grains.SelectMany(FailuresOf).OrderByDescending(failure => failure.At)],
            [.. busiest.Select(Row)]);
    }

    private SiloReport Sum(GrainTypeReport[] types, TimeSpan uptime) => new(
        counters.Now,
        Math.Round(uptime.TotalSeconds, 1),
        Math.Round(types.Sum(type => type.CallsPerSecond), 4),
        SumBySecond(types),
        types.Sum(type => type.Calls),
        types.Sum(type => type.Errors),
        types.Sum(type => type.Unanswered),
        counters.Activations,
        types.Sum(type => type.Waiting),
        types.Select(type => type.DeepestMailboxEver).DefaultIfEmpty().Max(),
        types.Sum(type => type.Timers),
        types.Sum(type => type.Reminders));

    private static long[] SumBySecond(GrainTypeReport[] types)
    {
        var seconds = types.Select(type => type.CallsBySecond.Count).DefaultIfEmpty().Max();
        return [.. Enumerable.Range(0, seconds).Select(second => types.Sum(type => type.CallsBySecond[second]))];
    }

    private static GrainTypeReport Row(GrainCounters grain)
    {
        var calls = grain.Methods.Where(method => method.IsCall).ToList();
        var recentCalls = calls.Sum(method => method.Recent.Calls);
        var recentTime = TimeSpan.FromTicks(calls.Sum(method => method.Recent.TotalTime.Ticks));
        return new GrainTypeReport(
            grain.GrainType,
            grain.CallsBySecond,
            Math.Round(calls.Sum(PerSecond), 4),
            calls.Sum(method => method.Calls),
            Math.Round(grain.Methods.Sum(InFlight), 4),
            recentCalls == 0 ? 0 : Milliseconds(recentTime / recentCalls),
            Milliseconds(calls.Select(method => method.Recent.Slowest).DefaultIfEmpty().Max()),
            grain.Methods.Sum(method => method.Errors),
            grain.Methods.Sum(method => method.Unanswered),
            grain.Activations,
            grain.ActivationsStarted,
            grain.Waiting,
            grain.DeepestMailbox,
            grain.DeepestMailboxEver,
            grain.Timers,
            grain.Reminders);
    }

    private static MethodReport Row(GrainCounters grain, GrainMethodCounters method) => new(
        grain.GrainType,
        method.Method,
        PerSecond(method),
        method.Calls,
        InFlight(method),
        Milliseconds(method.Recent.Mean),
        Milliseconds(method.Recent.Median),
        Milliseconds(method.Recent.NinetyNinth),
        Milliseconds(method.Recent.Slowest),
        method.Calls == 0 ? 0 : Milliseconds(method.TotalTime / method.Calls),
        method.Errors,
        method.Unanswered);

    private static BusyGrainReport Row(BusyGrain busy) =>
        new(busy.GrainId, busy.Waiting, busy.Running, Milliseconds(busy.RunningFor));

    private static IEnumerable<FailureReport> FailuresOf(GrainCounters grain) =>
        from method in grain.Methods
        let error = method.LastError
        where error is not null
        select new FailureReport(
            error.At, grain.GrainType, method.Method, method.Errors, method.Unanswered, error.Type, error.Message);

    private static double PerSecond(GrainMethodCounters method) => Rate(method.Recent.Calls, method.Recent.Covered);

    private static double InFlight(GrainMethodCounters method) =>
        Rate(method.Recent.TotalTime.TotalSeconds, method.Recent.Covered);

    // The first second counts as a whole one: a rate from a few milliseconds says nothing.
    private static double Rate(double amount, TimeSpan covered) =>
        Math.Round(amount / Math.Max(covered.TotalSeconds, 1), 4);

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 4);
}
