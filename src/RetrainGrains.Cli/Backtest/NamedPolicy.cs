using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Backtest;

/// <summary>A complete policy that is run on the same rows as the rules.</summary>
public sealed record NamedPolicy(string Name, ModelPolicy Policy)
{
    /// <summary>The name that stands, with a database, for the policy that the model has there.</summary>
    public const string Stored = "stored";

    // A replay runs every grain and every training: minutes each.
    private const int PoliciesMax = 20;

    /// <summary>Reads <c>name=FILE</c> (over the default policy), a preset's name, or <c>stored</c>.</summary>
    public static ImmutableArray<NamedPolicy> Read(
        IReadOnlyList<string> options, ModelPolicy? stored, List<Problem> problems)
    {
        if (options.Count > PoliciesMax)
            problems.Add(Problem.Of("--policy", options.Count, $"must be given at most {PoliciesMax} times"));
        ImmutableArray<NamedPolicy> policies =
            [.. options.Select(option => Read(option, stored, problems)).OfType<NamedPolicy>()];
        foreach (var same in policies.GroupBy(policy => policy.Name).Where(same => same.Count() > 1))
            problems.Add(Problem.Of("--policy", same.Key, "must be a unique name"));
        return policies;
    }

    private static NamedPolicy? Read(string option, ModelPolicy? stored, List<Problem> problems)
    {
        if (option.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } path])
            return new NamedPolicy(name, OptionReader.Policy("--policy", path, new ModelPolicy(), problems));
        if (option == Stored && stored is not null)
        {
            problems.AddRange(OptionReader.WorkersIn(stored, "--policy stored"));
            return new NamedPolicy(Stored, stored);
        }
        if (Presets.Find(option) is { } preset) return new NamedPolicy(option, preset);
        problems.Add(Problem.Of("--policy", option,
            $"must be name=FILE.json, or one of {string.Join(", ", Presets.Names)}, or with --database {Stored}"));
        return null;
    }
}
