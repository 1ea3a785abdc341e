using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Decisions;

/// <summary>The options of commands that ask one model or many.</summary>
internal abstract record ManyModelsOptions : ServerOptions
{
    [Argument("MODEL", "The model's id; without it, --all.", Minimum = 0)]
    public string? Model { get; init; }

    [Option("--all", "All models, in the order of their ids.")]
    public bool All { get; init; }

    [Option("--prefix", "With --all, only models whose ids begin so.")]
    public string? Prefix { get; init; }

    [Option("--type", "With --all, only models of this type.")]
    public string? Type { get; init; }

    /// <summary>The models that are asked where it is not one.</summary>
    public V1.FleetChoice Choice => new() { ModelPrefix = Prefix ?? "", ModelType = Type ?? "" };

    /// <summary>Finds what contradicts itself in the options.</summary>
    public IEnumerable<Problem> Check()
    {
        if (Model is null && !All) yield return Problem.Of("MODEL", null, "must be a model's id, or --all be given");
        if (Model is not null && All) yield return Problem.Of("--all", Model, "must not stand beside a model's id");
        if (!All && (Prefix ?? Type) is { } narrow)
            yield return Problem.Of(Prefix is null ? "--type" : "--prefix", narrow, "must stand beside --all");
    }
}

/// <summary>The options of <c>retrain check</c>.</summary>
internal sealed record CheckOptions : ManyModelsOptions
{
    [Option("--dry-run", "Start and store nothing.")]
    public bool DryRun { get; init; }
}

/// <summary>The options of <c>retrain trigger</c>.</summary>
internal sealed record TriggerOptions : ManyModelsOptions
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

/// <summary>The options of <c>retrain candidate retire</c> and <c>restore</c>.</summary>
internal sealed record CandidateOptions : OneModelOptions
{
    [Argument("CANDIDATE", "A candidate's recipe, as describe lists it.")]
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
