using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Terminal;

/// <summary>Reads the options that several commands have, and names problems by the option.</summary>
internal static class OptionReader
{
    public const string NoWorkers =
        "must be a learner of this program: a worker's can only be used by a server that it is connected to";

    public static string? Text(string option, string path, List<Problem> problems) =>
        Read(File.ReadAllText, option, path, problems);

    public static byte[]? Bytes(string option, string path, List<Problem> problems) =>
        Read(File.ReadAllBytes, option, path, problems);

    public static DateTime? Time(string option, string? text, List<Problem> problems)
    {
        if (text is null) return null;
        const DateTimeStyles Styles = DateTimeStyles.RoundtripKind;
        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, Styles, out var time)) return time;
        problems.Add(Problem.Of(option, text, "must be a time such as 2014-03-01 or 2014-03-01T00:00Z"));
        return null;
    }

    /// <summary>A policy file over the policy that it overrides where it speaks.</summary>
    public static ModelPolicy Policy(string option, string path, ModelPolicy basis, List<Problem> problems)
    {
        if (Text(option, path, problems) is not { } json) return basis;
        var (policy, wrong) = PolicyReader.Read(json, basis);
        problems.AddRange(wrong.Select(problem => problem with { Field = $"{path}: {problem.Field}" }));
        problems.AddRange(WorkersIn(policy, path));
        return policy;
    }

    /// <summary>Finds the recipes that cannot be carried out by a command: its process is no server.</summary>
    public static IEnumerable<Problem> WorkersIn(ModelPolicy policy, string source)
    {
        for (var i = 0; i < policy.Challengers.Recipes.Length; i++)
        {
            if (policy.Challengers.Recipes[i] is { WorkerLearner: not null } recipe)
                yield return Problem.Of($"{source}: policy.challengers.recipes[{i}]", recipe, NoWorkers);
        }
    }

    private static T? Read<T>(Func<string, T> read, string option, string path, List<Problem> problems) where T : class
    {
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Of(option, path, $"cannot be read: {error.Message}"));
            return null;
        }
    }
}
