namespace RetrainGrains.Learning.Searching;

/// <summary>The limits of a search, and the rows that it judges on.</summary>
public sealed record SearchOptions
{
    /// <summary>The number of sets of hyper-parameters; the first is the one that is in use.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>
    /// The number of origins that a set is validated at. A set is dropped after a fold at which it is not among the
    /// best third of those that came so far: successive halving with a factor of three (Li et al. 2020).
    /// </summary>
    public int Folds { get; init; } = 3;

    /// <summary>The latest share of the rows that is validated on, all folds together.</summary>
    public double ValidationFraction { get; init; } = 0.2;

    /// <summary>The delay of outcomes: no fold learns from one that was not known at its origin.</summary>
    public TimeSpan OutcomeDelay { get; init; }

    /// <summary>
    /// A function asked before each fit; true ends the search with the best so far. Where it depends on the clock, so
    /// does the result.
    /// </summary>
    public Func<bool> IsOver { get; init; } = () => false;
}
