namespace RetrainGrains.Cli.Terminal;

/// <summary>The exit codes of every command.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work was begun and did not end well, or a server refused it.</summary>
    public const int Failure = 1;

    /// <summary>The request cannot be carried out; nothing was begun.</summary>
    public const int BadInput = 2;

    /// <summary>The server was asked to start something, and had a reason to wait.</summary>
    public const int NotStarted = 3;

    /// <summary>The server, or what it needs, cannot be reached.</summary>
    public const int NotReachable = 4;

    /// <summary>A replay came to its end, and a model of it never had a version that serves.</summary>
    public const int NeverServed = 5;

    /// <summary>The codes as every command's help lists them.</summary>
    public const string Help = """
        Exit codes:
          0  done
          1  it failed, was refused, or what was compared is not the same
          2  the command line or a file cannot be used; nothing was begun
          3  trigger: no run was started, the reasons are listed
          4  the server cannot be reached
          5  replay: a model never had a version; why its trainings failed, or none was begun, is told
        """;
}
