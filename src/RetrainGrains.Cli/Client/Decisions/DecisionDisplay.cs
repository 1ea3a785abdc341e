using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Decisions;

/// <summary>Shows what was decided and why.</summary>
internal static class DecisionDisplay
{
    public static void Write(CommandOutput output, V1.CheckResponse check, bool dryRun)
    {
        var wouldBe = dryRun ? "would retrain" : "retrains";
        output.WriteLine(check.Retrain ? $"{wouldBe}: {string.Join("; ", check.Reasons)}"
            : check.HeldBack.Count > 0 ? $"waits: {string.Join("; ", check.HeldBack)}"
            : "nothing to do");
        foreach (var line in check.Explanation) output.WriteLine(line);
    }

    public static void Write(CommandOutput output, V1.TriggerResponse trigger, bool dryRun)
    {
        output.WriteLine((trigger.Started, dryRun) switch
        {
            (true, false) => $"{trigger.RunId} is started: {string.Join("; ", trigger.Reasons)}",
            (true, true) => $"{trigger.RunId} would be started, to train {string.Join(", ", trigger.Recipes)}",
            (false, false) => "no run is started",
            (false, true) => "no run would be started",
        });
        foreach (var reason in trigger.HeldBack) output.WriteLine($"  held back: {reason}");
    }
}
