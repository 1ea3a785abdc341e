namespace RetrainGrains.Cli.Backtest;

/// <summary>The command line of a backtest, as given: files with their source file, or a model of a database.</summary>
public sealed record BacktestArguments
{
    public string[] Files { get; init; } = [];
    public string? Source { get; init; }
    public string? Database { get; init; }
    public string? Model { get; init; }

    /// <summary>How much of a database's traffic comes before serving starts; null: the imported history.</summary>
    public string? WarmUp { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }
    public string Period { get; init; } = "7d";

    /// <summary>Null: the champion's where a database has one, otherwise <c>leafwise/all</c>.</summary>
    public string? Recipe { get; init; }

    /// <summary>What a retraining costs, in units of loss; null: a share of what a fresh model loses.</summary>
    public double? Cost { get; init; }
    public string? CostAwareFile { get; init; }
    public string[] Policies { get; init; } = [];
    public int Jobs { get; init; } = 2;
    public ulong Seed { get; init; } = 1;
    public string? JsonPath { get; init; }
    public string? HtmlPath { get; init; }
    public bool Quiet { get; init; }

    /// <summary>Without the connection string, which may hold a password.</summary>
    public override string ToString() => nameof(BacktestArguments);
}
