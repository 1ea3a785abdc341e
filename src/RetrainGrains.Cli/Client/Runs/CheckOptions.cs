using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Runs;

/// <summary>The options of <c>retrain checks list</c>.</summary>
internal sealed record ListChecksOptions : OneModelOptions
{
    [Option("--days", "Only checks of so many days before now.")]
    public int? Days { get; init; }

    [Option("--decision", "Only checks with this decision: retrain, heldBack or wait.")]
    public string? Decision { get; init; }

    [Option("--limit", "So many checks, the newest (50).")]
    public int Limit { get; init; } = 50;
}

/// <summary>The options of <c>retrain checks show</c>.</summary>
internal sealed record ShowCheckOptions : OneModelOptions
{
    [Argument("CHECK", "The check's id, as list and runs show it; without it, the latest.", Minimum = 0)]
    public string? Check { get; init; }
}
