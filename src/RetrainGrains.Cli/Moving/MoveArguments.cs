namespace RetrainGrains.Cli.Moving;

/// <summary>The command line of a move, as given.</summary>
public sealed record MoveArguments(string From, string To)
{
    public string? JsonPath { get; init; }
    public bool Quiet { get; init; }

    /// <summary>Without the connection strings, which may hold a password.</summary>
    public override string ToString() => nameof(MoveArguments);
}
