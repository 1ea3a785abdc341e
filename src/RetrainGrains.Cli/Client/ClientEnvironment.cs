namespace RetrainGrains.Cli.Client;

/// <summary>The surroundings in which a command looks for a server and for what it says to it.</summary>
/// <param name="Variable">Reads a variable of the environment; null or empty where it is not set.</param>
/// <param name="Folder">The current folder.</param>
/// <param name="Input">The standard input, for files that are named <c>-</c>.</param>
public sealed record ClientEnvironment(Func<string, string?> Variable, string Folder, TextReader Input)
{
    /// <summary>The folder of this program among the user's settings, where profiles lie.</summary>
    public string Settings { get; init; } = "";

    public static ClientEnvironment OfProcess() =>
        new(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, Console.In)
        {
            Settings = Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "retrain"),
        };
}
