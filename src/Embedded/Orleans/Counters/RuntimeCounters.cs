using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.ReminderService;

namespace Orleans.Runtime;

/// <summary>What the silo counted since it started: one series per grain method, so the program bounds it.</summary>
public sealed class RuntimeCounters
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    private readonly GrainRuntime runtime;
    private readonly GrainClasses classes;

    internal RuntimeCounters(GrainRuntime runtime, GrainClasses classes)
    {
        this.runtime = runtime;
        this.classes = classes;
    }

    public TimeSpan Uptime => runtime.Measuring.Uptime;

    public DateTimeOffset Now => runtime.Measuring.Now;

    public int Activations => runtime.Directory.Count;

    public IReadOnlyList<GrainCounters> Grains()
    {
        var uptime = Uptime;
        var observed = Observe();
        var reminders = runtime.Services.GetService<LocalReminderService>()?.CountByGrainType() ?? [];
        return
        [
            .. classes.All.Select(grain => Report(
                grain, observed.GetValueOrDefault(grain), reminders.GetValueOrDefault(grain.GrainType), uptime)),
        ];
    }

    /// <summary>The grains with the fullest mailboxes, then those that run longest.</summary>
    public IReadOnlyList<BusyGrain> Busiest(int count) =>
    [
        .. runtime.Directory.Unordered
            .Select(activation => (activation.GrainId, Seen: activation.Observe()))
            .Where(busy => busy.Seen.Waiting > 0 || busy.Seen.RunningFor >= Long)
            .OrderByDescending(busy => busy.Seen.Waiting)
            .ThenByDescending(busy => busy.Seen.RunningFor)
            .Take(count)
            .Select(busy => new BusyGrain(
                busy.GrainId.ToString(), busy.Seen.Waiting, busy.Seen.Running, busy.Seen.RunningFor)),
    ];

    /// <summary>A call of which no activation knows how it ended.</summary>
    internal void CountUnanswered(Request request, Exception reason) => classes.Find(request.Target.Type)?
        .CountersOf(request.Method).Unanswered(reason, runtime.Measuring.Now);

    private Dictionary<GrainClass, Crowd> Observe()
    {
        var crowds = new Dictionary<GrainClass, Crowd>();
        foreach (var activation in runtime.Directory.Unordered)
        {
            var seen = activation.Observe();
            var crowd = crowds.GetValueOrDefault(activation.Class);
            crowds[activation.Class] = new Crowd(
                crowd.Waiting + seen.Waiting, Math.Max(crowd.Deepest, seen.Waiting), crowd.Timers + seen.Timers);
        }

        return crowds;
    }

    private static GrainCounters Report(GrainClass grain, Crowd crowd, int reminders, TimeSpan uptime) => new(
        grain.GrainType.ToString(),
        grain.Activations.Living,
        grain.Activations.Total,
        crowd.Waiting,
        crowd.Deepest,
        grain.Activations.DeepestMailbox,
        crowd.Timers,
        reminders,
        grain.Rate.Before((long)uptime.TotalSeconds),
        [
            .. grain.Methods
                .Select(pair => pair.Value.ReportAt(pair.Key.Name, uptime))
                .Append(grain.Starts.ReportAt(GrainMethodCounters.Activation, uptime))
                .Append(grain.Ticks.ReportAt(GrainMethodCounters.TimerTick, uptime))
                .Where(method => method.IsCall || method.Calls + method.Unanswered > 0)
                .OrderBy(method => method.Method, StringComparer.Ordinal),
        ]);

    private readonly record struct Crowd(int Waiting, int Deepest, int Timers);
}
