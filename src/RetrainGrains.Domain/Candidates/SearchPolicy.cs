using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Candidates;

/// <summary>How hyper-parameters are searched before a recipe is trained with them.</summary>
public sealed record SearchPolicy
{
    /// <summary>Sets that are tried, the one in use included: half of them are spent before proposals learn.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>
    /// Origins that a set is validated at, each on later rows; most sets are dropped after the first. A search costs at
    /// most trials × folds trainings.
    /// </summary>
    public int Folds { get; init; } = 3;

    /// <summary>The latest share of the rows that is validated on: enough of them to tell sets apart.</summary>
    public double ValidationShare { get; init; } = 0.2;

    /// <summary>
    /// A search that takes longer ends with the best so far. Null, because with it one seed may find another set on
    /// a slower machine; what was found is kept with the version either way.
    /// </summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>A recipe is searched again after this: what suits a stream changes slower than the stream.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromDays(28);

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.trials", Trials, 2, 1_000),
        .. Limits.Check($"{path}.folds", Folds, 1, 20),
        .. Limits.Check($"{path}.validationShare", ValidationShare, 0.01, 0.5),
        .. TimeBudget is { } budget
        ? Limits.Check($"{path}.timeBudget", budget, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1))
        : [],
        .. Limits.Check($"{path}.every", Every, TimeSpan.FromHours(1), TimeSpan.FromDays(3_650)),
    ];
}

/// <summary>
/// What a search came to: the loss of the best set as a share of that of the set in use on the same later rows, and how
/// much was tried for it.
/// </summary>
public sealed record SearchResult(double RelativeLoss, int Trials, int Fits, string Ending);
