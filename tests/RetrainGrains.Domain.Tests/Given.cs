namespace RetrainGrains.Domain.Tests;

/// <summary>The models, windows and results to test with.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    public static readonly PredictionProbe Sound = new(10, 0, 0, 1, 0, 1);
    public static readonly PredictionProbe Insane = new(10, 0, 0, 1e9, 0, 1);

    /// <summary>The policy that tests means, spreads and shares of numbers and categories alone.</summary>
    public static readonly DriftPolicy Shapes = new()
    {
        CategoryShiftLimit = Math.PI, MissingRateLimit = 1, UnlistedRateLimit = 1, OutOfRangeLimit = 1,
        Predictions = false, Outcomes = false,
    };

    public static FeatureSchema Schema(int features = 2, PredictionTask task = PredictionTask.Regression) => new()
    {
        Features = [.. Enumerable.Range(0, features).Select(i => new Feature($"f{i}"))],
        Target = "y",
        LastValue = "f0",
        Task = task,
        Classes = task == PredictionTask.MulticlassClassification ? ["a", "b", "c"] : null,
    };

    public static ModelPolicy Policy(Combination combination, params Recipe[] recipes) => new()
    {
        Challengers = new() { Recipes = [.. recipes], Combination = combination },
    };

    public static ModelState Model(ModelPolicy? policy = null, string id = "m") =>
        ModelLifecycle.Start(ModelLifecycle.Register(id, "xgboost", Schema(), policy ?? new(), 7, Start));

    public static LearnedState LearnedState(ModelState state, long outcomes, DateTimeOffset newest) =>
        Domain.Lifecycle.LearnedState.None(state)
            with { Outcomes = outcomes, Cursor = outcomes, NewestOutcome = newest };

    public static ModelState After(ModelState state, LifecycleDecision decision) =>
        ModelLifecycle.ApplyAll(state, decision.Events);

    public static ChallengerPlan PlanOf(LifecycleDecision decision) =>
        decision.Effects.OfType<StartRun>().Single().Plan;

    /// <summary>Makes the end of a run whose challengers all have the same probe.</summary>
    public static RunReturned Returned(
        ChallengerPlan plan, PredictionProbe probe, LearnedState learned, params HourBucket[] buckets) => new(
        plan,
        [
            .. plan.Challengers.Select(c => new ChallengerResult(
                c.Ordinal, c.Recipe, $"{plan.RunId}/{c.Ordinal}", 100, c.To - TimeSpan.FromDays(30), probe, null)),
        ],
        learned, buckets);

    /// <summary>Makes a model whose first run has been promoted at <see cref="Start"/>.</summary>
    public static ModelState Serving(ModelPolicy policy)
    {
        var state = Model(policy);
        var learned = LearnedState(state, 1_000, Start);
        var check = ModelLifecycle.Decide(state, new CheckDue(learned, []), Start);
        state = After(state, check);
        return After(state, ModelLifecycle.Decide(state, Returned(PlanOf(check), Sound, learned), Start));
    }

    public static HourBucket Bucket(long hour, int candidates = 1) => HourBucket.Empty(hour, Schema(), candidates);

    public static ErrorSums Errors(int rows, double error, double outcome = 10)
    {
        var sums = new ErrorSums(PredictionTask.Regression);
        for (var i = 0; i < rows; i++) sums.Add(outcome + error + i % 2, outcome + i % 2);
        return sums;
    }

    public static ScoredRow Row(long sequence, DateTimeOffset at, double outcome, params double[] candidates) =>
        new(sequence, at, at, [0, 0], outcome, double.NaN, double.NaN, candidates);

    /// <summary>Draws a normal number by the method of Box and Muller.</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
