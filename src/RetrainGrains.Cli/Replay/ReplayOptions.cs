using RetrainGrains.Cli.Sources;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Replay;

/// <summary>A command line whose files have been read and found good.</summary>
public sealed record ReplayOptions(
    ImmutableArray<ObservationStream> Streams, ModelPolicy Policy, string PolicyName,
    ImmutableArray<FixedPolicy> FixedPolicies)
{
    /// <summary>
    /// Reads everything that the command line names, and reports everything that is wrong with any of it.
    /// </summary>
    public static (ReplayOptions? Settings, IReadOnlyList<Problem> Problems) Read(ReplayArguments arguments)
    {
        var problems = new List<Problem>();
        var (policy, policyName) = ReadPolicy(arguments, problems);
        var (fixedPolicies, unknown) = FixedPolicy.ParseList(arguments.Compare);
        problems.AddRange(unknown);
        var period = new Period(
            OptionReader.Time("--from", arguments.From, problems), OptionReader.Time("--to", arguments.To, problems));
        problems.AddRange(ReportFile.Check(arguments.JsonPath));
        var streams = ImmutableArray<ObservationStream>.Empty;
        if (ReadSource(arguments.Source, problems) is { } source)
        {
            (streams, var unreadable) = StreamLoader.Load(source, arguments.Files, period);
            problems.AddRange(unreadable);
        }
        if (problems.Count > 0) return (null, problems);
        return (new ReplayOptions(streams, policy, policyName, fixedPolicies), []);
    }

    internal static SourceFile? ReadSource(string path, List<Problem> problems)
    {
        if (OptionReader.Text("--source", path, problems) is not { } json) return null;
        var (source, wrong) = SourceReader.Read(json);
        problems.AddRange(wrong.Select(problem => problem with { Field = $"{path}: {problem.Field}" }));
        return source;
    }

    private static (ModelPolicy Policy, string Name) ReadPolicy(ReplayArguments arguments, List<Problem> problems)
    {
        var preset = arguments.Preset ?? Presets.Default;
        if (Presets.Find(preset) is not { } basis)
        {
            problems.Add(Problem.Of("--preset", preset, $"must be one of {string.Join(", ", Presets.Names)}"));
            basis = new ModelPolicy();
        }
        if (arguments.PolicyFile is not { } path) return (basis, preset);
        return (OptionReader.Policy("--policy", path, basis, problems), Path.GetFileNameWithoutExtension(path));
    }
}
