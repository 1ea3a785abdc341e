using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Cron;

/// <summary>The options of <c>retrain cron check</c>, <c>force</c> and <c>weekly</c>.</summary>
internal sealed record CronRunOptions : ServerOptions
{
    [Argument("MODEL", "The ids of the models; all when none is given.", Minimum = 0, Maximum = 1_000)]
    public string[] Models { get; init; } = [];

    [Option("--verbose", "Write a line for each model, not only for those that failed.")]
    public bool Verbose { get; init; }
}

/// <summary>The options of <c>retrain cron install</c>.</summary>
internal sealed record CronInstallOptions : ServerOptions
{
    [Argument("MODEL", "The ids of the models; all when none is given.", Minimum = 0, Maximum = 100)]
    public string[] Models { get; init; } = [];

    [Option("--check", "When models look at their triggers, in the five fields of cron; never leaves it out.")]
    public string Check { get; init; } = "7 * * * *";

    [Option("--weekly", "When models are retrained whatever they see, likewise.")]
    public string Weekly { get; init; } = "23 3 * * 0";

    [Option("--dry-run", "Write the lines to the output and leave the crontab as it is.")]
    public bool DryRun { get; init; }

    [Option("--remove", "Take the lines out again.")]
    public bool Remove { get; init; }
}
