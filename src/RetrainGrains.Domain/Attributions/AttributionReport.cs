using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Attributions;

/// <summary>What of a feature's attribution has changed most. Numbers are stored: they only ever grow.</summary>
public enum AttributionMeasure
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
public sealed record AttributionEvidence(
    string Feature, double ShareThen, double ShareNow, AttributionMeasure Measure, double Change, double PValue,
    bool Moved)
{
    /// <summary>Says in a clause how the feature's attribution has changed, with its chance.</summary>
    public string Describe() =>
        (Measure == AttributionMeasure.Direction
            ? $"{Feature} adds {Formatted.Percent(Math.Abs(Change))} of all attributions "
                + $"{(Change > 0 ? "more" : "less")} on average"
            : $"{Feature} from {Formatted.Percent(ShareThen)} to {Formatted.Percent(ShareNow)} of all attributions")
        + $" (p = {Formatted.Number(PValue)})";
}

/// <summary>A champion's reasons, beside those that it had on the rows it was trained on.</summary>
public sealed record AttributionReport(SemanticVersion Version, int Rows, int Days, int ReferenceDays, double Level)
{
    /// <summary>Features that are listed: those that moved, then the largest changes.</summary>
    public const int ListedMax = 20;

    public ImmutableArray<AttributionEvidence> Features { get; init; } = [];

    /// <summary>Why the version's reasons cannot be watched; null where they can.</summary>
    public string? Missing { get; init; }

    public bool Any => Features.Any(feature => feature.Moved);

    /// <summary>Says in a sentence what has moved, or why nothing can be said.</summary>
    public string Describe()
    {
        if (Missing is { } reason) return $"attributions of {Version} cannot be watched: {reason}";
        var compared = $"{Days} days with {ReferenceDays} of training";
        AttributionEvidence[] moved = [.. Features.Where(feature => feature.Moved)];
        if (moved.Length > 0)
        {
            var shown = string.Join(", ", moved.Take(3).Select(feature => feature.Describe()));
            var more = moved.Length > 3 ? $" and {moved.Length - 3} more" : "";
            return $"attributions have moved: {shown}{more} "
                + $"({compared}; false-alarm rate {Formatted.Number(Level)} a check)";
        }
        return Features.IsEmpty
            ? $"attributions are not known yet: {Rows} rows of {Days} whole days are explained"
            : $"attributions are as they were, most changed {Features[0].Describe()} ({compared})";
    }
}
