using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Ledger;

/// <summary>The options of <c>retrain history</c>.</summary>
internal sealed record HistoryOptions : OneModelOptions
{
    [Option("--from", "The first line's number.")]
    public long From { get; init; } = 1;
}

/// <summary>The options of <c>retrain watch</c>.</summary>
internal sealed record WatchOptions : OneModelOptions
{
    [Option("--from", "The first line's number; without it, what happens from now on.")]
    public long? From { get; init; }
}
