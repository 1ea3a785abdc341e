using RetrainGrains.Cli.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>A command line whose files have been read and found good.</summary>
public sealed record ReplaySettings(
    ImmutableArray<ObservationStream> Streams, ModelPolicy Policy, string PolicyName,
    ImmutableArray<FixedPolicy> FixedPolicies)
{
    /// <summary>
    /// Reads everything that the command line names, and reports everything that is wrong with any of it.
    /// </summary>
    public static (ReplaySettings? Settings, IReadOnlyList<Problem> Problems) Read(ReplayArguments arguments)
    {
        var problems = new List<Problem>();
        var (policy, policyName) = ReadPolicy(arguments, problems);
        var (fixedPolicies, unknown) = FixedPolicy.ParseList(arguments.Compare);
        problems.AddRange(unknown);
        var period = new Period(ReadTime("--from", arguments.From, problems), ReadTime("--to", arguments.To, problems));
        problems.AddRange(ReportFile.Check(arguments.JsonPath));
        var streams = ImmutableArray<ObservationStream>.Empty;
        if (ReadSource(arguments.Source, problems) is { } source)
        {
            (streams, var unreadable) = StreamLoader.Load(source, arguments.Files, period);
            problems.AddRange(unreadable);
        }
        if (problems.Count > 0) return (null, problems);
        return (new ReplaySettings(streams, policy, policyName, fixedPolicies), []);
    }

    internal static SourceFile? ReadSource(string path, List<Problem> problems)
    {
        if (ReadText("--source", path, problems) is not { } json) return null;
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
        if (ReadText("--policy", path, problems) is not { } json) return (basis, path);
        var (policy, wrong) = PolicyReader.Read(json, basis);
        problems.AddRange(wrong.Select(problem => problem with { Field = $"{path}: {problem.Field}" }));
        return (policy, Path.GetFileNameWithoutExtension(path));
    }

    private static string? ReadText(string option, string path, List<Problem> problems)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Of(option, path, $"cannot be read: {error.Message}"));
            return null;
        }
    }

    private static DateTime? ReadTime(string option, string? text, List<Problem> problems)
    {
        if (text is null) return null;
        const DateTimeStyles Styles = DateTimeStyles.RoundtripKind;
        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, Styles, out var time)) return time;
        problems.Add(Problem.Of(option, text, "must be a time such as 2014-03-01 or 2014-03-01T00:00Z"));
        return null;
    }
}
