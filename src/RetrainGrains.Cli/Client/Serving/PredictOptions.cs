using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Serving;

/// <summary>The options of <c>retrain predict</c>.</summary>
internal sealed record PredictOptions : OneModelOptions
{
    [Option("--features", "One row as JSON: values by the features' names, {\"a\": 1, \"b\": \"x\"}, or in the "
        + "schema's order, [1, \"x\"]; what is left out, or null, is missing. - reads it from the standard input.")]
    public string? Features { get; init; }

    [Option("--data", "A delimited file with a column for each feature, named like it, and a prediction for each row.")]
    public string? DataFile { get; init; }

    [Option("--id", "The prediction's name, by which its outcome will come back; of a file the column that holds it.")]
    public string? Id { get; init; }

    [Option("--entity", "What the row is about, so that its outcome can come by entity and time; of a file the column "
        + "that says it.")]
    public string? Entity { get; init; }

    [Option("--out", "Write the predictions of --data to this file, in its order: .csv, or .parquet.")]
    public string? OutPath { get; init; }

    [Option("--delimiter", "The character between the file's cells, or tab; guessed when not given.")]
    public string? Delimiter { get; init; }
}
