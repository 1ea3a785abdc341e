using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Tokens;

/// <summary>The options of <c>retrain token create</c>.</summary>
internal sealed record CreateTokenOptions : ServerOptions
{
    [Argument("NAME", "The name that stands in the ledger for whoever uses the token.")]
    public required string Name { get; init; }

    [Option("--role", "viewer, predictor, operator or admin; each may do what those before it may.")]
    public required string Role { get; init; }

    [Option("--model", "The beginning of the ids of models that it is for; several times for several.")]
    public string[] Models { get; init; } = [];

    [Option("--expires", "When it expires: a time, or a time span from now on, such as 90d. Never when not given.")]
    public string? Expires { get; init; }
}

/// <summary>The options of <c>retrain token list</c>.</summary>
internal sealed record ListTokensOptions : ServerOptions;

/// <summary>The options of <c>retrain whoami</c>.</summary>
internal sealed record WhoAmIOptions : ServerOptions;

/// <summary>The options of <c>retrain token revoke</c>.</summary>
internal sealed record RevokeTokenOptions : ServerOptions
{
    [Argument("NAME", "The token's name.")]
    public required string Name { get; init; }
}
