namespace RetrainGrains.Domain.Tests.Changes;

/// <summary>A champion in service since the start, its detectors, and streams of losses to feed.</summary>
internal static class WatchedModel
{
    /// <summary>The mean daily loss of the reference.</summary>
    public const double Reference = 4;

    public static ModelState Model(params ChangeDetectorPolicy[] watches)
    {
        var state = Given.Serving(Given.Policy(Combination.Blend, new Recipe("leafwise")));
        var errors = new ErrorProfile(
            PredictionTask.Regression, [.. new ErrorSums(PredictionTask.Regression).Raw],
            new LossByDay(28, Reference, 0.01));
        var features = FeatureProfile.Of(new FeatureSums(state.Schema.Features.Length));
        return state with
        {
            Policy = state.Policy with { Triggers = new() { Change = [.. watches] } },
            Reference = new ReferenceWindow(features, errors),
        };
    }

    /// <summary>
    /// Makes evenly spaced rows whose served prediction has these losses; outcomes arrive an hour later.
    /// </summary>
    public static ScoredRow[] Rows(IEnumerable<double> losses, int perDay = 4, long first = 0) =>
        [.. losses.Select((loss, i) =>
        {
            var at = Given.Start.AddDays((double)(first + i) / perDay);
            return new ScoredRow(
                first + i + 1, at, at.AddHours(1), [(float)loss, 0], 10, 10 + Math.Sqrt(loss), double.NaN, [10]);
        })];

    /// <summary>Makes losses with the reference's mean times a factor: squares of normal errors.</summary>
    public static IEnumerable<double> Losses(int seed, int count, double factor = 1)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var error = Given.Normal(random);
            yield return error * error * Reference * factor;
        }
    }

    public static LearnedState Absorb(ModelState state, LearnedState learned, IReadOnlyList<ScoredRow> rows) =>
        LearnedStateAccumulator.Absorb(
            state, learned, rows, new Dictionary<long, HourBucket>(), long.MaxValue, new HashSet<long>(),
            DateTimeOffset.MaxValue);

    public static LearnedState Absorb(ModelState state, IReadOnlyList<ScoredRow> rows) =>
        Absorb(state, LearnedState.None(state), rows);
}
