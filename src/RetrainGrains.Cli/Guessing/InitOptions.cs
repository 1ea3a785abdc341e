using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Guessing;

/// <summary>The options of <c>retrain init</c>.</summary>
internal sealed record InitOptions
{
    [Argument("DATA", "A delimited file with a line of column names.")]
    public required string DataFile { get; init; }

    [Option("--plain", "Take columns alone as features, as `retrain model create` does, and nothing that is computed "
        + "of earlier rows or of the calendar.")]
    public bool Plain { get; init; }

    [OptionGroup]
    public GuessOptions Guess { get; init; } = new();
}
