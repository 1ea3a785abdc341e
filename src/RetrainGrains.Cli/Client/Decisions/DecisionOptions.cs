using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Decisions;

/// <summary>The options of <c>retrain check</c>.</summary>
internal sealed record CheckOptions : OneModelOptions
{
    [Option("--dry-run", "Start and store nothing.")]
    public bool DryRun { get; init; }
}

/// <summary>The options of <c>retrain trigger</c>.</summary>
internal sealed record TriggerOptions : OneModelOptions
{
    [Option("--reason", "A sentence for the ledger.")]
    public string? Reason { get; init; }

    [Option("--force", "Also when the newest data are old.")]
    public bool Force { get; init; }

    [Option("--emergency", "Also in cooldown, beyond the budget, with an open breaker, and before what waits.")]
    public bool Emergency { get; init; }

    [Option("--severity", "The run's place among those that wait: medium, high or critical (critical).")]
    public string? Severity { get; init; }

    [Option("--dry-run", "Start nothing: say whether a run would start, of which recipes, or what holds it back.")]
    public bool DryRun { get; init; }

    [Option("--wait", "Follow the run until it has ended.")]
    public bool Wait { get; init; }
}

/// <summary>The options of <c>retrain promote</c>.</summary>
internal sealed record PromoteOptions : OneModelOptions
{
    [Argument("CANDIDATE", "A candidate's recipe, an earlier champion's version, or auto: the system chooses again.")]
    public required string Candidate { get; init; }

    [Option("--reason", "A sentence for the ledger.")]
    public string? Reason { get; init; }
}

/// <summary>The options of <c>retrain rollback</c>.</summary>
internal sealed record RollbackOptions : OneModelOptions
{
    [Option("--to", "An earlier champion's version; without it, the one before.")]
    public string? To { get; init; }

    [Option("--reason", "A sentence for the ledger.")]
    public string? Reason { get; init; }
}
