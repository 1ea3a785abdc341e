namespace RetrainGrains.Cli.Terminal;

/// <summary>The exit codes of every command.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work was begun and did not end well.</summary>
    public const int Failure = 1;

    /// <summary>The request cannot be carried out; nothing was begun.</summary>
    public const int BadInput = 2;
}
