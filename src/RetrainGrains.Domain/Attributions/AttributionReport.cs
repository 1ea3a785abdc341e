using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Attributions;

/// <summary>The measure of a feature's attribution that has changed most. Values are stored: append only.</summary>
public enum AttributionMeasure
{
    /// <summary>The mean of |φ|, the importance of the feature.</summary>
    Strength = 0,

    /// <summary>The mean of φ, the direction in which the feature moves predictions.</summary>
    Direction = 1,
}

/// <summary>
/// A finding on one feature's attribution: its share of all features' mean |φ| on the training rows and now, the change
/// of the measure as a share of all attributions then, and the chance of such a change when nothing has changed.
/// </summary>
public sealed record AttributionEvidence(
    string Feature, double ShareThen, double ShareNow, AttributionMeasure Measure, double Change, double PValue,
    bool Moved)
{
    /// <summary>Describes in a clause how the feature's attribution has changed, with its chance.</summary>
    public string Describe() =>
        (Measure == AttributionMeasure.Direction
            ? $"{Feature} adds {Formatted.Percent(Math.Abs(Change))} of all attributions "
                + $"{(Change > 0 ? "more" : "less")} on average"
            : $"{Feature} from {Formatted.Percent(ShareThen)} to {Formatted.Percent(ShareNow)} of all attributions")
        + $" (p = {Formatted.Number(PValue)})";
}

/// <summary>The champion's recent attributions, compared with those on its training rows.</summary>
public sealed record AttributionReport(SemanticVersion Version, int Rows, int Days, int ReferenceDays, double Level)
{
    /// <summary>The number of features that are listed: those that changed, then the largest changes.</summary>
    public const int ListedMax = 20;

    public ImmutableArray<AttributionEvidence> Features { get; init; } = [];

    /// <summary>The reason why the version's attributions cannot be followed; null when they can.</summary>
    public string? Missing { get; init; }

    public bool Any => Features.Any(feature => feature.Moved);

    /// <summary>Describes in a sentence which attributions have changed, or why none can be judged.</summary>
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
