using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Client.Connection;

/// <summary>
/// A server under a name, as the file of profiles in the user's folder of settings describes it: its address, the file
/// that holds the token, the authority of its certificate. Paths are relative to that folder.
/// </summary>
internal sealed record ServerProfile(string Name, string? Url, string? TokenFile, string? Authority)
{
    public const string Option = "--profile";
    private const string Variable = "RETRAIN_PROFILE";
    private const string FileName = "profiles.json";

    // The profile that is used where nothing else names a server.
    private const string Default = "default";

    /// <summary>
    /// Finds the profile that an option or the environment names; null where none does, or, with the problem, where it
    /// cannot be read.
    /// </summary>
    /// <param name="asked">The name that the option gives.</param>
    /// <param name="isAddressed">True: an address is given otherwise, and only the option counts.</param>
    /// <param name="environment">The surroundings.</param>
    /// <param name="problems">The problems so far.</param>
    public static ServerProfile? Find(
        string? asked, bool isAddressed, ClientEnvironment environment, List<Problem> problems)
    {
        var ofEnvironment = isAddressed ? null : environment.Variable(Variable) is { Length: > 0 } value ? value : null;
        var path = Path.Combine(environment.Settings, FileName);
        if ((asked ?? ofEnvironment ?? (isAddressed ? null : Default)) is not { } name) return null;
        var isNamed = (asked ?? ofEnvironment) is not null;
        if (!File.Exists(path))
        {
            const string Example = "{\"NAME\": {\"url\": \"http://localhost:5081\", \"tokenFile\": \"NAME.token\"}}";
            if (isNamed)
            {
                problems.Add(Problem.Of(PlaceOf(asked), name, $"must be a profile, and there is no file {path}: write "
                    + Example.Replace("NAME", name, StringComparison.Ordinal)));
            }
            return null;
        }
        return Read(path, name, PlaceOf(asked), isNamed, problems);
    }

    private static ServerProfile? Read(
        string path, string name, string place, bool isNamed, List<Problem> problems)
    {
        if (OptionReader.Text(place, path, problems) is not { } json) return null;
        if (SettingsReader.Parse(json, path, problems) is not { } profiles) return null;
        var file = new JsonSection(profiles, path, problems);
        if (!file.Has(name))
        {
            if (isNamed)
            {
                problems.Add(Problem.Of(place, name,
                    $"must be a profile in {path}; there are {string.Join(", ", profiles.Select(one => one.Key))}"));
            }
            return null;
        }
        if (file.Section(name) is not { } section) return null;
        var folder = Path.GetDirectoryName(path)!;
        string? PathOf(string member) => section.Text(member) is { } text ? Path.Combine(folder, text) : null;
        var profile = new ServerProfile(name, section.Text("url"), PathOf("tokenFile"), PathOf("ca"));
        section.Close();
        return profile;
    }

    private static string PlaceOf(string? asked) => asked is null ? Variable : Option;
}
