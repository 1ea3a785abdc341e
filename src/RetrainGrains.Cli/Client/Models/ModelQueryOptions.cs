using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Models;

/// <summary>The options of <c>retrain models</c>.</summary>
internal sealed record ModelsOptions : ServerOptions
{
    [Option("--fields", "Only these fields of each, such as champion.version,outcomes; their names: proto/rest.md.")]
    public string? Fields { get; init; }
}

/// <summary>The options of <c>retrain describe</c>.</summary>
internal sealed record DescribeOptions : OneModelOptions
{
    [Option("--fields", "Only these fields, such as champion.version,outcomes; their names: proto/rest.md.")]
    public string? Fields { get; init; }
}

/// <summary>The options of <c>retrain status</c>.</summary>
internal sealed record StatusOptions : ServerOptions
{
    [Argument("MODEL", "The model's id; without it, the fleet.", Minimum = 0)]
    public string? Model { get; init; }
}
