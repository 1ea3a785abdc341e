using System.Text.RegularExpressions;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Server.Options;

/// <summary>The command line as ASP.NET takes it: each switch under the key of its setting, with a value.</summary>
internal sealed partial record CommandLine(ImmutableArray<string> Arguments, ImmutableArray<Problem> Problems)
{
    /// <summary>The switches by name, such as <c>http-port</c>; those of the demo stand without its name.</summary>
    public static IReadOnlyDictionary<string, (string Key, bool IsFlag)> Switches { get; } =
        OptionsReader.SettingsOf(typeof(ServerOptions)).ToDictionary(
            setting => Name(setting.Key),
            setting => ($"{ConfiguredOptions.Section}:{setting.Key}", setting.Type == typeof(bool)));

    public bool AsksForDemo => Arguments.Contains($"--{ConfiguredOptions.Section}:Demo:Enabled=true");

    public static CommandLine Parse(IReadOnlyList<string> given)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        var problems = ImmutableArray.CreateBuilder<Problem>();
        for (var i = 0; i < given.Count; i++)
        {
            if (!IsSwitch(given[i]))
            {
                problems.Add(Problem.Of(
                    "argument", Secrecy.Shown("", given[i]),
                    "must be a setting such as --http-port; --help lists them"));
                continue;
            }
            var parts = given[i][2..].Split('=', 2);
            var value = parts.Length == 2 ? parts[1]
                : i + 1 < given.Count && !IsSwitch(given[i + 1]) ? given[++i] : null;
            if (Setting(parts[0]) is { } setting)
                arguments.Add($"--{setting.Key}={value ?? (setting.IsFlag ? "true" : "")}");
            else problems.Add(Unknown(parts[0], value ?? ""));
        }
        return new CommandLine(arguments.DrainToImmutable(), problems.DrainToImmutable());
    }

    private static Problem Unknown(string name, string value) =>
        Problem.Of($"--{name}", Secrecy.Shown(name, value), "is no setting here; --help lists them");

    private static bool IsSwitch(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    // Beside our own: any key of the configuration (--Logging:LogLevel:Orleans=Debug), and the host's environment.
    private static (string Key, bool IsFlag)? Setting(string name) =>
        Switches.TryGetValue(name, out var setting) ? setting
        : name == "environment" || name.Contains(':', StringComparison.Ordinal) ? (name, false)
        : null;

    private static string Name(string key) => key == "Demo:Enabled" ? "demo"
        : Humps().Replace(key.StartsWith("Demo:", StringComparison.Ordinal) ? key["Demo:".Length..] : key, "-")
            .Replace(':', '-').ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Humps();
}
