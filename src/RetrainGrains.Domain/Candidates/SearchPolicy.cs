using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Candidates;

/// <summary>The settings of the search for hyper-parameters before a recipe is trained with them.</summary>
public sealed record SearchPolicy
{
    /// <summary>
    /// The number of sets that are tried, the one in use included: half of them are spent before proposals use earlier
    /// results.
    /// </summary>
    public int Trials { get; init; } = 20;

    /// <summary>
    /// The number of origins at which a set is validated, each on later rows; most sets are dropped after the first. A
    /// search costs at most trials × folds trainings.
    /// </summary>
    public int Folds { get; init; } = 3;

    /// <summary>The latest share of the rows that is validated on: enough of them to distinguish sets.</summary>
    public double ValidationShare { get; init; } = 0.2;

    /// <summary>
    /// The time after which a search ends with the best set so far. Null by default, because with it one seed may find
    /// another set on a slower machine; the found set is kept with the version in both cases.
    /// </summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>
    /// The interval after which a recipe is searched again: the best settings of a stream change more slowly than the
    /// stream.
    /// </summary>
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
/// The result of a search: the loss of the best set as a share of that of the set in use on the same later rows, and
/// the effort that it took.
/// </summary>
public sealed record SearchResult(double RelativeLoss, int Trials, int Fits, string Ending);
