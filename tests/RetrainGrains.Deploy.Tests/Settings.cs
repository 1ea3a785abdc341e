using System.Text.RegularExpressions;

namespace RetrainGrains.Deploy.Tests;

/// <summary>The settings that the server's own help lists, and those that other files use.</summary>
internal static partial class Settings
{
    public const string ConnectionString = "ConnectionStrings__RetrainGrains";

    /// <summary>The settings of the demo, which no operator of a server sets.</summary>
    public static readonly IReadOnlySet<string> OfTheDemo =
        new HashSet<string> { "demo", "seed", "days-per-second", "seconds", "keep", "health-check", "help" };

    public static string Usage { get; } = Regex.Match(
        Repository.Read("src/RetrainGrains.Server/Options/ConfiguredOptions.cs"), "Usage = \"\"\"(.*?)\"\"\"",
        RegexOptions.Singleline).Groups[1].Value;

    public static IReadOnlySet<string> Known { get; } =
        Listed().Matches(Usage).Select(match => match.Groups[1].Value).ToHashSet();

    /// <summary>Finds the help's line on one setting.</summary>
    public static string Help(string name) => Usage.Split('\n')
        .FirstOrDefault(line => line.TrimStart().StartsWith($"--{name} ", StringComparison.Ordinal)) ?? "";

    /// <summary>Finds the settings, as the command line names them, that a text takes from the environment.</summary>
    public static IEnumerable<string> FromEnvironment(string text) => Variable().Matches(text)
        .Select(match => Hump().Replace(match.Groups[1].Value.Replace("__", "-"), "-").ToLowerInvariant()).Distinct();

    [GeneratedRegex(@"^\s+--([a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex Listed();

    [GeneratedRegex(@"\bRetrainGrains__(\w+)\b")]
    private static partial Regex Variable();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Hump();
}
