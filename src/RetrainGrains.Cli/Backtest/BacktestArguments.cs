namespace RetrainGrains.Cli.Backtest;

/// <summary>The command line of a backtest, as given.</summary>
public sealed record BacktestArguments(string[] Files, string Source)
{
    public string Period { get; init; } = "7d";
    public string Recipe { get; init; } = "leafwise/all";

    /// <summary>What a retraining costs, in units of loss; null: a share of what a fresh model loses.</summary>
    public double? Cost { get; init; }
    public ulong Seed { get; init; } = 1;
    public string? JsonPath { get; init; }
    public string? HtmlPath { get; init; }
    public bool Quiet { get; init; }
}
