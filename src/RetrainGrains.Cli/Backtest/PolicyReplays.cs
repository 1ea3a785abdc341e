using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Backtest;

/// <summary>Runs complete policies through the replay engine, each on each stream, some of them side by side.</summary>
internal sealed class PolicyReplays(IReplayEngine engine, ulong seed, int jobs)
{
    /// <summary>
    /// Runs the replays, and returns them by stream and policy in their order; the result does not depend on the number
    /// of jobs.
    /// </summary>
    public async Task<(ImmutableArray<ImmutableArray<ReplayedPolicy>> Replays, Problem? Problem)> RunAsync(
        BacktestInput input, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var (streams, policies) = (input.Streams, input.Policies);
        var replays = new ReplayedPolicy[streams.Length * policies.Length];
        var problems = new Problem?[replays.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation };
        await Parallel.ForAsync(0, replays.Length, options, async (i, token) =>
        {
            var (rows, named) = (streams[i / policies.Length], policies[i % policies.Length]);
            try
            {
                var plan = new ReplayPlan([rows.Stream], named.Policy, seed);
                var result = await engine.RunAsync(plan, Named(progress, named, rows), token);
                replays[i] = ReplayedPolicy.Of($"policy {named.Name}", rows, result.Models[0]);
            }
            catch (InvalidOperationException error)
            {
                problems[i] = Problem.Of("--policy", named.Name, $"cannot be replayed: {error.Message}");
            }
        });
        if (problems.FirstOrDefault(problem => problem is not null) is { } first) return ([], first);
        return (
            [.. streams.Select((_, i) => replays.AsSpan(i * policies.Length, policies.Length).ToImmutableArray())],
            null);
    }

    private static RenamedProgress Named(IProgress<PhaseProgress> progress, NamedPolicy policy, PeriodRows rows) =>
        new(progress, $"replaying {rows.Stream.ModelId} by {policy.Name}");

    private sealed class RenamedProgress(IProgress<PhaseProgress> progress, string phase) : IProgress<PhaseProgress>
    {
        public void Report(PhaseProgress value) => progress.Report(value with { Phase = phase });
    }
}
