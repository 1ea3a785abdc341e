using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Runs;

/// <summary>Tells of a run that is followed what is new of it, a line each.</summary>
internal sealed class RunProgress(CommandOutput output)
{
    private readonly Dictionary<string, string> told = [];
    private bool begun;

    public void Tell(V1.Run run)
    {
        if (!begun) output.WriteLine($"{run.RunId}: {run.Cause}: {run.Reason}");
        begun = true;
        if (run.State == V1.RunState.Running)
        {
            foreach (var challenger in run.Challengers) Tell(challenger);
            return;
        }
        output.WriteLine($"{run.RunId} has {Shown.Name(run.State)}: {RunDisplay.Result(run)}");
    }

    private void Tell(V1.RunChallenger challenger)
    {
        var progress = RunDisplay.Progress(challenger);
        if (told.GetValueOrDefault(challenger.Recipe) == progress) return;
        told[challenger.Recipe] = progress;
        output.WriteLine($"  {challenger.Recipe}: {progress}");
    }
}
