namespace RetrainGrains.Domain.Drift;

/// <summary>
/// A statistic that compares a feature's window with its reference, over the bins of the reference. A rule names it
/// (<see cref="DriftRule.Statistic"/>); to add one, write a class and list it in <see cref="DriftStatistics"/>.
/// </summary>
public interface IDriftStatistic
{
    /// <summary>The name in policies and reports, in camel case; it is stored and never changes.</summary>
    string Name { get; }

    /// <summary>The name in sentences.</summary>
    string Title { get; }

    /// <summary>Returns true when the order of a feature's values matters: categories have none.</summary>
    bool NeedsOrder => false;

    /// <summary>Returns true when the statistic is only of categories.</summary>
    bool NeedsCategories => false;

    /// <summary>
    /// Returns true when the statistic is only of what callers send, and not of predictions and outcomes.
    /// </summary>
    bool IsOfInputs => false;

    /// <summary>The lowest and the highest limit of a rule: a limit that no value can pass would never fire.</summary>
    (double Low, double High) Limits => (0, 1e6);

    /// <summary>Computes the statistic; null when there are too few rows for it.</summary>
    DriftFinding? Of(FeatureComparison comparison);
}
