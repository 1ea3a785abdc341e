using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Policies;

/// <summary>The options of <c>retrain policy get</c>.</summary>
internal sealed record GetPolicyOptions : OneModelOptions;

/// <summary>The options of <c>retrain policy set</c> and <c>retrain policy patch</c>.</summary>
internal sealed record ChangePolicyOptions : OneModelOptions
{
    [Argument("FILE", "The policy as JSON; - or nothing: the standard input.", Minimum = 0)]
    public string? File { get; init; }

    [Option("--revision", "Refuse it when the model is not at this revision any more (policy get --json has it).")]
    public long Revision { get; init; }
}

/// <summary>The options of <c>retrain policy diff</c>.</summary>
internal sealed record DiffPolicyOptions : OneModelOptions
{
    [Argument("FILE", "The policy as JSON; - or nothing: the standard input.", Minimum = 0)]
    public string? File { get; init; }

    [Option("--patch", "Compare only what the file names: what `policy patch` would change, not `policy set`.")]
    public bool Patch { get; init; }
}
