namespace RetrainGrains.Cli.Terminal;

/// <summary>What every command ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work was begun and did not end well.</summary>
    public const int Failure = 1;

    /// <summary>What was asked for cannot be done; nothing was begun.</summary>
    public const int BadInput = 2;
}
