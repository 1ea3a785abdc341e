namespace RetrainGrains.Cli.Replay;

/// <summary>The command line of a replay, as given.</summary>
public sealed record ReplayArguments(string[] Files, string Source)
{
    public string? Preset { get; init; }
    public string? PolicyFile { get; init; }
    public string? Compare { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }
    public ulong Seed { get; init; } = 1;
    public string? JsonPath { get; init; }
    public string? DatabasePath { get; init; }
    public bool Explain { get; init; }
    public bool Quiet { get; init; }
}
