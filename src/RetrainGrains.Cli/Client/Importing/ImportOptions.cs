using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Importing;

/// <summary>The options of <c>retrain import</c>.</summary>
internal sealed record ImportOptions : OneModelOptions
{
    [Argument("FILE", "What save_model of XGBoost (JSON, UBJSON) or LightGBM (text) writes, or a model in ONNX; at "
        + "most 7 MiB.")]
    public required string File { get; init; }

    [Option("--format", "auto (the content tells), xgboost, lightgbm or onnx.")]
    public string? Format { get; init; }

    [Option("--check", "A file of rows with the predictions that the model gave elsewhere, as JSON or CSV; where it "
        + "gives others here, it is not imported.")]
    public string? Check { get; init; }

    [Option("--target", "The name of what a new model predicts; a file does not tell it.")]
    public string Target { get; init; } = "target";

    [Option("--reason", "A sentence for the ledger.")]
    public string? Reason { get; init; }
}
