using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Facts;

/// <summary>The options of <c>retrain facts record</c>.</summary>
internal record OutcomeOptions : OneModelOptions
{
    [Option("--data", "A delimited file with a column value (or label, with names of classes), and with prediction_id, "
        + "or with entity and at.")]
    public string? Data { get; init; }

    [Option("--id", "The prediction's id, of one outcome.")]
    public string? Id { get; init; }

    [Option("--entity", "In place of an id: whom or what the outcome is about.")]
    public string? Entity { get; init; }

    [Option("--at", "With an entity: the time that the outcome is about.")]
    public string? At { get; init; }

    [Option("--value", "The outcome, of one.")]
    public double? Value { get; init; }
}

/// <summary>The options of <c>retrain facts correct</c>.</summary>
internal sealed record CorrectOptions : OutcomeOptions
{
    [Option("--reason", "A sentence for the ledger.")]
    public required string Reason { get; init; }

    [Option("--no-wait", "End when the facts are changed, and what was learned from them is still computed again.")]
    public bool NoWait { get; init; }
}

/// <summary>The options of <c>retrain facts withdraw</c>.</summary>
internal sealed record WithdrawOptions : OneModelOptions
{
    [Option("--id", "The id of a row; may be repeated.")]
    public string[] Ids { get; init; } = [];

    [Option("--entity", "All rows of an entity, or those in the span of time.")]
    public string? Entity { get; init; }

    [Option("--from", "Rows of this time and later.")]
    public string? From { get; init; }

    [Option("--to", "Rows before this time.")]
    public string? To { get; init; }

    [Option("--reason", "A sentence for the ledger.")]
    public required string Reason { get; init; }

    [Option("--no-wait", "End when the first rows are changed.")]
    public bool NoWait { get; init; }
}

/// <summary>The options of <c>retrain facts erase-entity</c>.</summary>
internal sealed record EraseEntityOptions : OneModelOptions
{
    [Argument("ENTITY", "Whose rows are erased, with their features and outcomes.")]
    public required string Entity { get; init; }

    [Option("--reason", "A sentence for the ledger, which must not tell who it is.")]
    public required string Reason { get; init; }

    [Option("--no-wait", "End when the first rows are erased.")]
    public bool NoWait { get; init; }
}

/// <summary>The options of <c>retrain facts show</c>.</summary>
internal sealed record ShowRepairOptions : OneModelOptions
{
    [Argument("REQUEST", "The id that the command wrote.")]
    public required string Request { get; init; }
}
