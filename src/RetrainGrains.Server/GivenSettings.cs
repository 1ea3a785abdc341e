using System.Numerics;

namespace RetrainGrains.Server;

/// <summary>Settings by name, the command line before the environment; collects what cannot be read.</summary>
internal sealed class GivenSettings
{
    private readonly Dictionary<string, string> arguments = new(StringComparer.Ordinal);
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private readonly List<Problem> problems = [];
    private readonly IConfiguration environment;

    public GivenSettings(IReadOnlyList<string> arguments, IConfiguration environment)
    {
        this.environment = environment;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                problems.Add(Problem.Of("argument", arguments[i],
                    "must be a setting such as --http-port; --help lists them"));
                continue;
            }
            var (name, equals, value) = Split(arguments[i][2..]);
            if (!equals && i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                value = arguments[++i];
            this.arguments[name] = value;
        }
    }

    public delegate bool TryParse<T>(string? text, out T? value);

    public string? Text(string name)
    {
        asked.Add(name);
        return arguments.GetValueOrDefault(name) ?? environment[name.Replace('-', '_')];
    }

    public bool Flag(string name)
    {
        if (Text(name) is not { } text) return false;
        if (text is "" or "true" or "false") return text != "false";
        problems.Add(Problem.Of(name, text, "takes no value"));
        return true;
    }

    public T Number<T>(string name, T otherwise) where T : struct, INumber<T>
    {
        if (Text(name) is not { } text) return otherwise;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var number)) return number;
        problems.Add(Problem.Of(name, text, otherwise is double ? "must be a number" : "must be a whole number"));
        return otherwise;
    }

    public T Named<T>(string name, T otherwise) where T : struct, Enum
    {
        if (Text(name) is not { } text) return otherwise;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)) return value;
        problems.Add(Problem.Of(name, text,
            $"must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}"));
        return otherwise;
    }

    public T? Parsed<T>(string name, string rule, TryParse<T> parse) where T : class
    {
        if (Text(name) is not { } text) return null;
        if (parse(text, out var value)) return value;
        problems.Add(Problem.Of(name, text, rule));
        return null;
    }

    /// <summary>All that could not be read, and what nobody asked for.</summary>
    public IReadOnlyList<Problem> Finish() =>
    [
        .. problems,
        .. arguments.Keys.Where(name => !asked.Contains(name)).Select(name => Problem.Of($"--{name}", arguments[name],
            "is no setting here; --help lists them, and those of the demo need --demo")),
    ];

    private static (string Name, bool HasValue, string Value) Split(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (argument, false, "") : (argument[..at], true, argument[(at + 1)..]);
    }
}
