namespace RetrainGrains.Domain.Tests.Attributions;

/// <summary>
/// The hourly rows whose features are their own attributions, and models that follow them. Hours of a day resemble each
/// other by <paramref name="memory"/>.
/// </summary>
internal sealed class AttributedRows(int seed, int features = 3, double memory = 0, Func<double, double>? shape = null)
{
    public const int TrainingDays = 28;
    private readonly Random random = new(seed);
    private readonly double[] last = new double[features];

    public static readonly DateTimeOffset Promoted = Given.Start;

    /// <summary>Returns the features: the attribution of each is its value.</summary>
    public static void Explain(ReadOnlySpan<float> features, Span<double> attributions)
    {
        for (var i = 0; i < features.Length; i++) attributions[i] = features[i];
        attributions[^1] = 1_000;
    }

    public static ModelPolicy Policy(AttributionPolicy? asked = null, ModelPolicy? basis = null) =>
        (basis ?? new()) with { Drift = new() { Attributions = asked ?? new() } };

    /// <summary>Makes a model in service whose champion has one member with this profile.</summary>
    public static ModelState Serving(ModelPolicy policy, AttributionProfile? profile, int features = 3)
    {
        var recipe = new Recipe("leafwise");
        var state = ModelLifecycle.Start(ModelLifecycle.Register(
            "m", "t", Given.Schema(features), policy with { Challengers = new() { Recipes = [recipe] } }, 7,
            Promoted.AddDays(-TrainingDays)));
        var version = new TrainedVersion(recipe, "a", "r", Promoted, new(Promoted, Promoted, 0, 1), 1)
        {
            Attributions = profile,
        };
        return state with
        {
            Candidates = [new Candidate(recipe, version)],
            Champion = new(new(1, 0, 0), [new Member(recipe, "a", 1)], "r", null, Promoted, VersionStatus.Champion, ""),
        };
    }

    /// <summary>
    /// Makes the rows of all hours of some days, the first of them right after the promotion or before it.
    /// </summary>
    public ScoredRow[] Days(int from, int to, Action<float[]>? change = null) =>
    [
        .. Enumerable.Range(from * 24, (to - from) * 24).Select(hour =>
        {
            var row = Next();
            change?.Invoke(row);
            var at = Promoted.AddHours(hour);
            return new ScoredRow(hour + 1_000_000, at, at.AddHours(1), row, 0, double.NaN, double.NaN, [0]);
        }),
    ];

    public AttributionProfile Profile() => AttributionProfile.Of(
        [
            .. Days(-TrainingDays, 0).Select(row => new ExplainableRow(row.Sequence, row.At, row.Features)),
            new ExplainableRow(1, Promoted, new float[features]),
        ],
        Explain);

    /// <summary>Makes the report of a check at the end of these days.</summary>
    public static AttributionReport Check(ModelState state, IReadOnlyList<ScoredRow> rows) =>
        Evaluate(state, Absorb(state, rows), rows[^1].At.AddHours(1))!;

    public static AttributionState Absorb(ModelState state, IReadOnlyList<ScoredRow> rows) =>
        Take(state, StateFor(state, null)! with { FirstDay = 0 }, rows, Explain);

    public static AttributionReport? Evaluate(ModelState state, AttributionState? held, DateTimeOffset now) =>
        AttributionCheck.Evaluate(
            state.Policy.Drift.Attributions, state.AttributionFacts, held, state.Policy.Performance.MatureBefore(now));

    public static AttributionState? StateFor(ModelState state, AttributionState? held) =>
        AttributionState.For(state.Policy.Drift.Attributions, state.AttributionFacts, held);

    public static AttributionState Take(
        ModelState state, AttributionState held, IReadOnlyList<ScoredRow> rows, RowExplainer explain) =>
        AttributionAccumulator.Absorb(
            state.Policy.Drift.Attributions!, state.Policy.Performance.Maturity, state.AttributionFacts, held, rows,
            explain);

    private float[] Next()
    {
        for (var i = 0; i < features; i++)
        {
            last[i] = memory * last[i] + Math.Sqrt(1 - memory * memory) * Given.Normal(random);
        }
        return [.. last.Select(value => (float)(shape?.Invoke(value) ?? value))];
    }
}
