using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Ledger;

/// <summary>The options of <c>retrain history</c>.</summary>
internal sealed record HistoryOptions : OneModelOptions
{
    [Option("--from", "The first line's number.")]
    public long From { get; init; } = 1;

    [Option("--fields", "Only these fields of each line, such as at,kind,hash; their names: proto/rest.md.")]
    public string? Fields { get; init; }
}

/// <summary>The options of <c>retrain watch</c>.</summary>
internal sealed record WatchOptions : OneModelOptions
{
    [Option("--from", "The first line's number; without it, what happens from now on.")]
    public long? From { get; init; }
}
