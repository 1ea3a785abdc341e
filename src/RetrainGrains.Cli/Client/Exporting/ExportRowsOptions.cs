using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Exporting;

/// <summary>The options of <c>retrain export-rows</c>.</summary>
internal sealed record ExportRowsOptions : OneModelOptions
{
    [Option("--out", "The file to write; one that is there is replaced.")]
    public required string Out { get; init; }

    [Option("--format", "csv or parquet; the ending of the file tells it where it is not given.")]
    public string? Format { get; init; }

    [Option("--from", "Take rows from this time on.")]
    public string? From { get; init; }

    [Option("--to", "Take rows before this time.")]
    public string? To { get; init; }

    [Option("--version", "Take rows that this version predicted, such as 1.2.0; all, and history, when not given.")]
    public string? Version { get; init; }

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }
}
