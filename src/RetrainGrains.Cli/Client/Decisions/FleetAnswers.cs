using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Decisions;

/// <summary>Shows what many models answer, a line each as it comes, and how many there were of each kind.</summary>
internal static class FleetAnswers
{
    public static async Task<int> ShowAsync(
        IAsyncStreamReader<V1.FleetAnswer> answers, bool dryRun, ServerSession session)
    {
        var (asked, runs, held, refused) = (0, 0, 0, 0);
        await foreach (var answer in answers.ReadAllAsync(session.Cancellation))
        {
            asked++;
            if (Starts(answer)) runs++;
            else if (HeldBack(answer).Count > 0) held++;
            if (answer.HasRefusal) refused++;
            session.Output.WriteLine(session.Json ? WireJson.Line(answer) : Tell(answer, dryRun));
        }
        if (!session.Json)
        {
            var done = dryRun ? "would be retrained" : "are retrained";
            session.Output.WriteLine($"{Shown.Whole(asked)} models: {Shown.Whole(runs)} {done}, {Shown.Whole(held)} "
                + $"held back, {Shown.Whole(refused)} refused");
        }
        return refused == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static string Tell(V1.FleetAnswer answer, bool dryRun)
    {
        if (answer.HasRefusal) return CommandOutput.Plain($"{answer.ModelId}: {answer.Refusal}");
        var reasons = string.Join("; ", answer.Check?.Reasons ?? answer.Trigger.Reasons);
        if (!Starts(answer))
        {
            return HeldBack(answer).Count == 0
                ? $"{answer.ModelId}: nothing to do"
                : $"{answer.ModelId}: waits: {string.Join("; ", HeldBack(answer))}";
        }
        var recipes = answer.Trigger is { Recipes.Count: > 0 } trigger
            ? $" ({string.Join(", ", trigger.Recipes)})"
            : "";
        return $"{answer.ModelId}: {(dryRun ? "would retrain" : "retrains")}{recipes}: {reasons}";
    }

    private static bool Starts(V1.FleetAnswer answer) => answer.Check?.Retrain ?? answer.Trigger?.Started ?? false;

    private static IReadOnlyCollection<string> HeldBack(V1.FleetAnswer answer) =>
        answer.Check?.HeldBack ?? answer.Trigger?.HeldBack ?? [];
}
