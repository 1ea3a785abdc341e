namespace RetrainGrains.Domain.Tests.Estimation;

/// <summary>
/// The seeded rows of a model that is right on average: a classifier whose scores are probabilities, a regression whose
/// errors are as large as its first feature states.
/// </summary>
internal sealed class Calibrated(PredictionTask task, int seed)
{
    private readonly Random random = new(seed);
    private long sequence;

    public static ModelPolicy Policy(params PerformanceRule[] rules) => new()
    {
        Performance = new() { Rules = [.. rules], Estimation = new() { MinimumRows = 200 } },
    };

    public static ModelState Serving(ModelPolicy policy, PredictionTask task)
    {
        var state = Given.Serving(policy);
        return state with { Schema = Given.Schema(task: task) };
    }

    /// <summary>
    /// Makes rows of so many days from a day on; inputs between 0 and 1 become larger with their power.
    /// </summary>
    public ReferenceRow[] Rows(int fromDay, int days, int aDay, double power = 1, bool opposite = false) =>
    [
        .. Enumerable.Range(0, days * aDay).Select(place =>
        {
            var at = Given.Start.AddDays(fromDay + place / aDay).AddMinutes(place % aDay);
            var x = Math.Pow(random.NextDouble(), 1 / power);
            var prediction = task == PredictionTask.Regression ? 10 : x;
            var outcome = task == PredictionTask.Regression
                ? 10 + x * Given.Normal(random) + (opposite ? 5 : 0)
                : random.NextDouble() < (opposite ? 1 - x : x) ? 1 : 0;
            return new ReferenceRow(at, [(float)x, 0], prediction, outcome);
        }),
    ];

    public ServedRow[] Asked(IEnumerable<ReferenceRow> rows, string version = "1.0.0") =>
        [.. rows.Select(row => new ServedRow(new(row.At, $"p{sequence++}"), row.Features, row.Prediction, version))];

    /// <summary>Makes the hour buckets with the outcomes of these rows.</summary>
    public HourBucket[] Outcomes(IEnumerable<ReferenceRow> rows) =>
    [
        .. rows.GroupBy(row => HourBucket.HourOf(row.At)).Select(hour =>
        {
            var bucket = HourBucket.Empty(hour.Key, Given.Schema(task: task), 1);
            foreach (var row in hour) bucket.Served.Add(row.Prediction, row.Outcome);
            return bucket;
        }),
    ];

    /// <summary>Makes an estimation that was fitted at the start on such rows of the two weeks before.</summary>
    public EstimationState Fitted(int aDay = 50, EstimationPolicy? policy = null)
    {
        var estimator = EstimatorFit.Fit(
            policy ?? new() { MinimumRows = 200 }, Given.Schema(task: task), Rows(-14, 14, aDay), 1, Given.Start)!;
        return new EstimationState(SemanticVersion.First) { FitAfter = 0 }.With(estimator);
    }

    public EstimationState Absorb(EstimationState estimation, IEnumerable<ReferenceRow> rows) =>
        PredictionAccumulator.Absorb(task, estimation, Asked(rows), 0);

    /// <summary>All that there is of an estimation, as text.</summary>
    public static string Written(EstimationState estimation) => DomainJson.Write(estimation)
        + DomainJson.Write(estimation.Days.Select(day => (double[])[day.Day, .. day.Errors.Raw]));
}
