using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Exporting;

/// <summary>The options of <c>retrain export</c>.</summary>
internal sealed record ExportOptions : OneModelOptions
{
    [Option("--out", "The file to write; one that is there is replaced.")]
    public required string Out { get; init; }

    [Option("--format", "xgboost (its JSON) or onnx; the ending of the file tells it, .json or .onnx, where it is not "
        + "given.")]
    public string? Format { get; init; }

    [Option("--version", "One of the champions before the one that serves, such as 1.2.0; the champion when not "
        + "given.")]
    public string? Version { get; init; }
}
