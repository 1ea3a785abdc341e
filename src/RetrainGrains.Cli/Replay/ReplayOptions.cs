using System.CommandLine;
using RetrainGrains.Cli.Guessing;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;
using RetrainGrains.Sources.Guessing;

namespace RetrainGrains.Cli.Replay;

/// <summary>The options of <c>retrain replay</c>, as given.</summary>
public sealed record ReplayOptions
{
    public const string Usage =
        "retrain replay FILES… --source FILE.json, or --target COLUMN (retrain replay --help lists all)";

    [Argument("FILES", "Delimited files, or patterns of them; each is the stream of one model.", Maximum = 100_000)]
    public required string[] Files { get; init; }

    [Option("--source", "The source file that says how to read them (deploy/sources has examples); without it, it is "
        + "guessed of the first file and --target, and printed.")]
    public string? Source { get; init; }

    [OptionGroup]
    public GuessOptions Guess { get; init; } = new();

    [Option("--preset", "A policy by name.")]
    public string? Preset { get; init; }

    [Option("--policy", "A policy file; it overrides the preset where it speaks.")]
    public string? PolicyFile { get; init; }

    [Option("--compare", "Fixed policies to run side by side, such as never,weekly/all,weekly/30d/change,last-value.")]
    public string? Compare { get; init; }

    [Option("--from", "Replay rows from this time on.")]
    public string? From { get; init; }

    [Option("--to", "Replay rows before this time.")]
    public string? To { get; init; }

    [Option("--seed", "The seed of everything that is drawn.")]
    public ulong Seed { get; init; } = 1;

    [Option("--json", "Write the whole report to this file.")]
    public string? JsonPath { get; init; }

    [Option("--out", "Write every served row's prediction and outcome to this file: .csv, or .parquet.")]
    public string? OutPath { get; init; }

    [Option("--database", "Keep everything in this database; a replay that was interrupted goes on from it.")]
    public string? DatabasePath { get; init; }

    [Option("--explain", "Say why each retraining started and why each challenger was promoted or rejected.")]
    public bool Explain { get; init; }

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }

    internal static Command Command(Func<ReplayOptions, CancellationToken, Task<int>> run) =>
        new Command("replay", "Stream recorded data through the system on virtual time.").Bind(run);

    /// <summary>
    /// Reads everything that the command line names, and reports everything that is wrong with any of it.
    /// </summary>
    /// <param name="now">No row is later, where a source is guessed and the file holds no times.</param>
    public (ReplayInput? Input, IReadOnlyList<Problem> Problems) Read(DateTimeOffset now)
    {
        var problems = new List<Problem>();
        var (policy, policyName) = ReadPolicy(problems);
        var (fixedPolicies, unknown) = FixedPolicy.ParseList(Compare);
        problems.AddRange(unknown);
        var period = new Period(
            OptionReader.Time("--from", From, problems), OptionReader.Time("--to", To, problems));
        problems.AddRange(ReportFile.Check(JsonPath));
        problems.AddRange(TableFile.Check(OutPath));
        var (streams, guess) = Load(period, now, problems);
        return problems.Count > 0
            ? (null, problems)
            : (new ReplayInput(streams, policy, policyName, fixedPolicies) { Guess = guess }, []);
    }

    private (ImmutableArray<ObservationStream> Streams, SourceGuess? Guess) Load(
        Period period, DateTimeOffset now, List<Problem> problems)
    {
        if (Source is not null)
        {
            problems.AddRange(
                Guess.Given().Select(option => Problem.Of(option, "", $"must be left out: {Source} says it")));
            return (StreamLoader.Load("--source", Source, Files, period, problems), null);
        }
        if (Guess.Target is null)
        {
            problems.Add(Problem.Of("--source", "", "must be given, or --target, of which a source file is guessed"));
            return ([], null);
        }
        if (Guess.Guess(Files[0], now, derives: true, period, problems) is not { } guess) return ([], null);
        var (streams, wrong) = StreamLoader.Load(guess.Source, Files, period);
        problems.AddRange(wrong);
        return (streams, guess);
    }

    private (ModelPolicy Policy, string Name) ReadPolicy(List<Problem> problems)
    {
        var preset = Preset ?? Presets.Default;
        if (Presets.Find(preset) is not { } basis)
        {
            problems.Add(Problem.Of("--preset", preset, $"must be one of {string.Join(", ", Presets.Names)}"));
            basis = new ModelPolicy();
        }
        if (PolicyFile is not { } path) return (basis, preset);
        return (OptionReader.Policy("--policy", path, basis, problems), Path.GetFileNameWithoutExtension(path));
    }
}

/// <summary>The streams and policies of a replay, read from files and found good.</summary>
public sealed record ReplayInput(
    ImmutableArray<ObservationStream> Streams, ModelPolicy Policy, string PolicyName,
    ImmutableArray<FixedPolicy> FixedPolicies)
{
    /// <summary>The source file that was made by looking at the data; null: one was given.</summary>
    public SourceGuess? Guess { get; init; }
}
