using Spectre.Console;

namespace RetrainGrains.Cli.Terminal;

/// <summary>The progress of a phase, in rows, trainings, or whatever it counts.</summary>
public readonly record struct PhaseProgress(string Phase, long Done, long Total);

/// <summary>Shows the progress of a command while it runs.</summary>
internal static class ProgressDisplay
{
    /// <summary>A bar on a terminal; elsewhere a plain line for every tenth part, so that logs stay readable.</summary>
    public static async Task<T> RunAsync<T>(
        IAnsiConsole console, bool quiet, Func<IProgress<PhaseProgress>, Task<T>> work)
    {
        if (quiet) return await work(new Reporter(_ => { }));
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
        {
            return await work(new PlainProgress(console));
        }
        return await console.Progress().AutoClear(true).HideCompleted(true).StartAsync(async context =>
        {
            var bars = new Dictionary<string, ProgressTask>();
            return await work(new Reporter(progress =>
            {
                if (progress.Total <= 0) return;
                if (!bars.TryGetValue(progress.Phase, out var bar))
                {
                    bars[progress.Phase] = bar = context.AddTask(Markup.Escape(progress.Phase));
                }
                bar.MaxValue = progress.Total;
                bar.Value = progress.Done;
            }));
        });
    }

    // Unlike Progress<T>, reports on the caller's thread and in its order.
    private sealed class Reporter(Action<PhaseProgress> report) : IProgress<PhaseProgress>
    {
        private readonly Lock gate = new();

        public void Report(PhaseProgress value)
        {
            lock (gate) report(value);
        }
    }

    private sealed class PlainProgress(IAnsiConsole console) : IProgress<PhaseProgress>
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, long> tenths = [];

        public void Report(PhaseProgress value)
        {
            if (value.Total <= 0) return;
            lock (gate)
            {
                var tenth = 10 * value.Done / value.Total;
                if (tenth <= tenths.GetValueOrDefault(value.Phase)) return;
                tenths[value.Phase] = tenth;
                console.WriteLine($"{value.Phase}: {value.Done:N0} of {value.Total:N0}");
            }
        }
    }
}
