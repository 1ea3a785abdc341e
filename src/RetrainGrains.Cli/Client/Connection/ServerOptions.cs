using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Connection;

/// <summary>The options of every command that talks to a server.</summary>
internal abstract record ServerOptions
{
    [Option("--url", "The server's gRPC address (RETRAIN_URL, or http://localhost:5081). Its token is never an option, "
        + "which other users could see: RETRAIN_TOKEN, or a file that RETRAIN_TOKEN_FILE names.")]
    public string? Url { get; init; }

    [Option("--profile", "The name of a server in profiles.json (RETRAIN_PROFILE), which holds url, tokenFile and ca; "
        + "the one named default is used where nothing names another. It lies in "
        + "$XDG_CONFIG_HOME/retrain, else in ~/.config/retrain.")]
    public string? Profile { get; init; }

    [Option("--json", "Write JSON with the names of REST in place of text.")]
    public bool Json { get; init; }
}

/// <summary>The options of every command about one model.</summary>
internal abstract record OneModelOptions : ServerOptions
{
    [Argument("MODEL", "The model's id.")]
    public required string Model { get; init; }
}
