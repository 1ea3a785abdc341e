using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Domain.Candidates;

/// <summary>The way in which the version in service is made of the recipes' versions.</summary>
public enum Combination
{
    /// <summary>A weighted mean of the recipes: on streams that change it beats the best of them alone.</summary>
    Blend = 0,

    /// <summary>The one recipe with the best track record.</summary>
    Single = 1,
}

/// <summary>The recipes that compete, and the settings by which they are judged.</summary>
public sealed record ChallengerPolicy
{
    public const int RecipesMax = 24;

    /// <summary>
    /// The recipes that compete. By default: short, middle and long memory, level and change. The best of them differs
    /// from stream to stream and from year to year, so the track record decides. Ridge costs little, extrapolates where
    /// trees cannot, and errs differently. A constant costs nothing, and is the best there is where the target follows
    /// no feature. Recipes that a model's schema cannot serve are left out.
    /// </summary>
    public ImmutableArray<Recipe> Recipes { get; init; } =
    [
        new("leafwise"), new("leafwise", 180), new("leafwise", 30),
        new("leafwise", null, TargetForm.Change), new("leafwise", 180, TargetForm.Change),
        new("leafwise", 30, TargetForm.Change),
        new("leafwise", Once: true), new("leafwise", null, TargetForm.Change, Once: true),
        new("ridge", null, TargetForm.Change), new("last-value"),
        new("transitions"), new(Recipe.Constant),
    ];
    public Combination Combination { get; init; } = Combination.Blend;

    /// <summary>
    /// The loss that judges predictions; by default squared error, or for classifiers the wrong class.
    /// </summary>
    public LossKind? Loss { get; init; }

    /// <summary>
    /// The half-lives of the track records. Weights are the mean over these memories: the short one follows a break
    /// within days, the long one is not misled by a lucky week.
    /// </summary>
    public ImmutableArray<TimeSpan> HalfLives { get; init; } =
        [TimeSpan.FromDays(3.5), TimeSpan.FromDays(14), TimeSpan.FromDays(56)];

    /// <summary>
    /// The power of the loss by which weights fall: twice the loss is 1/64 of the weight. Powers of 4 to 8 give the
    /// same results.
    /// </summary>
    public double Power { get; init; } = 6;

    /// <summary>The number of rows of average loss that every record starts with: a day of hourly rows.</summary>
    public double PriorRows { get; init; } = 24;

    /// <summary>
    /// The half-life, in rows, of the drift correction with which each candidate also competes: it follows a drifting
    /// level at no training cost, which otherwise takes retraining every few hours. 0 switches it off.
    /// </summary>
    public double CorrectionRows { get; init; } = 6;

    /// <summary>The interval at which weights follow the records; the drift correction follows every outcome.</summary>
    public TimeSpan ReweighEvery { get; init; } = TimeSpan.FromHours(3);

    /// <summary>
    /// The share of its window that a version's age must reach before its recipe is trained again by a run that the
    /// system starts by itself: a model of three years of rows learns nothing from one more week.
    /// </summary>
    public double FreshShare { get; init; } = 0.05;

    /// <summary>The recent mean weight below which a recipe is trained again only when its version is stale.</summary>
    public double ActiveWeight { get; init; } = 0.05;

    /// <summary>The age at which a recipe without weight is also trained again, so that it can regain weight.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromDays(28);

    /// <summary>
    /// The weight below which a candidate has no slot in the blend: it would cost scoring time and change nothing.
    /// </summary>
    public double MinimumWeight { get; init; } = 0.02;
    public TreePolicy Trees { get; init; } = new();

    /// <summary>
    /// The search for each recipe's hyper-parameters; they stay as they are when null. Null by default, because a
    /// search costs as much as many trainings, and on streams that drift the window matters more.
    /// </summary>
    public SearchPolicy? Search { get; init; }

    /// <summary>The index of the longest half-life.</summary>
    public int LongestMemory => HalfLives.IndexOf(HalfLives.Max());

    internal LossKind LossFor(PredictionTask task) =>
        Loss ?? (task == PredictionTask.Regression ? LossKind.Squared : LossKind.ZeroOne);

    /// <summary>
    /// Returns true when candidates also compete with a drift correction: a class has no level to drift.
    /// </summary>
    internal bool Corrects(PredictionTask task) =>
        CorrectionRows > 0 && task != PredictionTask.MulticlassClassification;

    internal IEnumerable<Problem> ValidateFor(FeatureSchema schema, string path)
    {
        if (schema.Task == PredictionTask.MulticlassClassification && Loss == LossKind.Squared)
        {
            yield return Problem.Of($"{path}.loss", Loss, "must be zeroOne or logLoss for several classes");
        }
    }

    public IEnumerable<Problem> Validate(string path)
    {
        if (Recipes.IsDefaultOrEmpty || Recipes.Length > RecipesMax)
        {
            yield return Problem.Of(
                $"{path}.recipes", Recipes.IsDefault ? 0 : Recipes.Length, $"must be 1 to {RecipesMax} recipes");
        }
        else if (Recipes.Distinct().Count() != Recipes.Length)
        {
            yield return Problem.Of($"{path}.recipes", string.Join(", ", Recipes), "must not repeat a recipe");
        }
        if (HalfLives.IsDefaultOrEmpty || HalfLives.Length > 5)
        {
            yield return Problem.Of(
                $"{path}.halfLives", HalfLives.IsDefault ? 0 : HalfLives.Length, "must be 1 to 5 time spans");
        }
        else
        {
            for (var i = 0; i < HalfLives.Length; i++)
            {
                foreach (var problem in Limits.Check(
                    $"{path}.halfLives[{i}]", HalfLives[i], TimeSpan.FromHours(1), TimeSpan.FromDays(3_650)))
                {
                    yield return problem;
                }
            }
        }
        foreach (var problem in NumberProblems(path)) yield return problem;
    }

    private IEnumerable<Problem> NumberProblems(string path) =>
    [
        .. Limits.Check($"{path}.power", Power, 0, 64),
        .. Limits.Check($"{path}.priorRows", PriorRows, 0, 1e6),
        .. Limits.Check($"{path}.correctionRows", CorrectionRows, 0, 1e6),
        .. Limits.Check($"{path}.reweighEvery", ReweighEvery, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        .. Limits.Check($"{path}.freshShare", FreshShare, 0, 1),
        .. Limits.Check($"{path}.activeWeight", ActiveWeight, 0, 1),
        .. Limits.Check($"{path}.staleAfter", StaleAfter, TimeSpan.FromHours(1), TimeSpan.FromDays(3_650)),
        .. Limits.Check($"{path}.minimumWeight", MinimumWeight, 0, 0.5),
        .. Trees.Validate($"{path}.trees"),
        .. Search?.Validate($"{path}.search") ?? [],
    ];
}
