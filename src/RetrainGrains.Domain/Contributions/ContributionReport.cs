namespace RetrainGrains.Domain.Contributions;

/// <summary>What of a feature's contribution has changed most. Numbers are stored: they only ever grow.</summary>
public enum ContributionMeasure
{
    /// <summary>The mean of |φ|: how much the feature matters.</summary>
    Strength = 0,

    /// <summary>The mean of φ: in which direction it moves predictions.</summary>
    Direction = 1,
}

/// <summary>
/// One feature's part in the predictions: its share of all features' mean |φ| on the training rows and now, the change
/// of the measure as a share of what all contributed then, and the chance of it when nothing has moved.
/// </summary>
public sealed record ContributionEvidence(
    string Feature, double ShareThen, double ShareNow, ContributionMeasure Measure, double Change, double PValue,
    bool Moved);

/// <summary>A champion's reasons, beside those that it had on the rows it was trained on.</summary>
public sealed record ContributionReport(SemanticVersion Version, int Rows, int Days, int ReferenceDays, double Level)
{
    /// <summary>Features that are listed: those that moved, then the largest changes.</summary>
    public const int ListedMax = 20;

    public ImmutableArray<ContributionEvidence> Features { get; init; } = [];

    /// <summary>Why the version's reasons cannot be watched; null where they can.</summary>
    public string? Missing { get; init; }

    public bool Any => Features.Any(feature => feature.Moved);
}
