using System.Runtime.InteropServices;
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

    public IReadOnlyList<GrainCounters> Grains() => Look(busiest: 0).Grains;

    /// <summary>
    /// The counts of all grain classes and some of the grains that are busy: those with the fullest mailboxes, then
    /// those that run longest. Looks at every activation once, so it costs about a millisecond for every thousand.
    /// </summary>
    public (IReadOnlyList<GrainCounters> Grains, IReadOnlyList<BusyGrain> Busiest) Look(int busiest)
    {
        var uptime = Uptime;
        var crowds = new Dictionary<GrainClass, Crowd>();
        var busy = new List<BusyGrain>();
        foreach (var activation in runtime.Directory.Unordered)
        {
            var seen = activation.Observe();
            CollectionsMarshal.GetValueRefOrAddDefault(crowds, activation.Class, out _).Add(seen);
            if (seen.Waiting > 0 || seen.RunningFor >= Long)
                busy.Add(new(activation.GrainId.ToString(), seen.Waiting, seen.Running, seen.RunningFor));
        }

        var reminders = runtime.Services.GetService<LocalReminderService>()?.CountByGrainType() ?? [];
        return (
            [
                .. classes.All.Select(grain => Report(
                    grain, crowds.GetValueOrDefault(grain), reminders.GetValueOrDefault(grain.GrainType), uptime)),
            ],
            [
                .. busy.OrderByDescending(grain => grain.Waiting).ThenByDescending(grain => grain.RunningFor)
                    .Take(busiest),
            ]);
    }

    /// <summary>A call of which no activation knows how it ended.</summary>
    internal void CountUnanswered(Request request, Exception reason) => classes.Find(request.Target.Type)?
        .CountersOf(request.Method).Unanswered(reason, runtime.Measuring.Now);

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

    private struct Crowd
    {
        public int Waiting { get; private set; }

        public int Deepest { get; private set; }

        public int Timers { get; private set; }

        public void Add(ActivationLoad seen)
        {
            Waiting += seen.Waiting;
            Deepest = Math.Max(Deepest, seen.Waiting);
            Timers += seen.Timers;
        }
    }
}
