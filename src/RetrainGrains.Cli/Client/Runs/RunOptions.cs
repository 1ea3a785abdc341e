using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Runs;

/// <summary>The options of <c>retrain runs list</c>.</summary>
internal sealed record ListRunsOptions : ServerOptions
{
    [Option("--model", "Only runs of this model.")]
    public string? Model { get; init; }

    [Option("--type", "Only runs of the models of this type.")]
    public string? Type { get; init; }

    [Option("--state", "Only runs of this state: running, finished, failed or cancelled.")]
    public string? State { get; init; }

    [Option("--cause", "Only runs of this cause, such as drift, performance, cron or manual.")]
    public string? Cause { get; init; }

    [Option("--days", "Only runs of so many days before now.")]
    public int? Days { get; init; }

    [Option("--limit", "So many runs, the newest (50).")]
    public int Limit { get; init; } = 50;
}

/// <summary>The options of <c>retrain runs stats</c>.</summary>
internal sealed record CountRunsOptions : ServerOptions
{
    [Option("--model", "Only runs of this model.")]
    public string? Model { get; init; }

    [Option("--type", "Only runs of the models of this type.")]
    public string? Type { get; init; }

    [Option("--days", "Only runs of so many days before now.")]
    public int? Days { get; init; }
}

/// <summary>The options of the commands about one run.</summary>
internal record OneRunOptions : ServerOptions
{
    [Argument("RUN", "The run's id, such as belt-7/run-12.")]
    public required string Run { get; init; }
}

/// <summary>The options of <c>retrain runs cancel</c>.</summary>
internal sealed record CancelRunOptions : OneRunOptions
{
    [Option("--reason", "A sentence for the ledger.")]
    public string? Reason { get; init; }
}
