namespace RetrainGrains.Cli.Rebuilding;

/// <summary>The command line of a rebuild, as given: <paramref name="Subject"/> is a version or an artifact.</summary>
public sealed record RebuildArguments(string Database, string Model, string Subject)
{
    public string? OutPath { get; init; }
    public bool Quiet { get; init; }

    /// <summary>Without the connection string, which may hold a password.</summary>
    public override string ToString() => nameof(RebuildArguments);
}
