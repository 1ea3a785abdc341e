using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The window with which the present is compared: the champion's training inputs, and its errors when it was chosen.
/// </summary>
public sealed record ReferenceWindow(FeatureProfile Features, ErrorProfile? Errors = null);

/// <summary>
/// The feature sums as stored with a version; <paramref name="Outside"/> counts the values outside of the range of the
/// first reference.
/// </summary>
public sealed record FeatureProfile(
    int Rows, ImmutableArray<double> Sum, ImmutableArray<double> Squares, ImmutableArray<int> Missing,
    ImmutableArray<int> Bins, ImmutableArray<int> Outside)
{
    public static FeatureProfile Of(FeatureSums sums) => new(
        sums.Rows, [.. sums.Sum], [.. sums.Squares], [.. sums.Missing], [.. sums.AllBins], [.. sums.Outside]);

    public FeatureSums ToSums() =>
        new(Rows, [.. Sum], [.. Squares], [.. Missing], [.. Bins], [.. Outside]);
}

/// <summary>The error sums and daily losses as stored with a version.</summary>
public sealed record ErrorProfile(PredictionTask Task, ImmutableArray<double> Sums, LossByDay Losses)
{
    /// <summary>The returns hour by hour, with their daily means as losses; null without returns.</summary>
    public ReturnSums? Returns { get; init; }
    public LossByDay? ReturnLosses { get; init; }

    /// <summary>The profiles of the segments with enough days; null when there are none.</summary>
    public ImmutableArray<SegmentProfile>? Segments { get; init; }

    public static ErrorProfile Of(ErrorSums sums, LossByDay losses, LossByDay? returnLosses = null)
    {
        var profile = new ErrorProfile(sums.Task, [.. sums.Raw], losses);
        return sums.Returns.Periods == 0
            ? profile
            : profile with { Returns = sums.Returns, ReturnLosses = returnLosses };
    }

    /// <summary>
    /// Makes the profile of a window. Segments with fewer days are left out: their usual loss is not known yet.
    /// </summary>
    public static ErrorProfile Of(WindowSummary window, int segmentDays)
    {
        var profile = Of(window.Errors, window.Losses, window.ReturnLosses);
        return profile.WithSegmentsOf(window, segmentDays) ?? profile;
    }

    /// <summary>
    /// Adds the window's segments that are new, and removes those that are no longer followed; null when none is new.
    /// </summary>
    public ErrorProfile? WithSegmentsOf(WindowSummary window, int segmentDays)
    {
        var added = window.Segments
            .Where(segment => segment.Window.Days.Count >= segmentDays && Find(segment.Segment) is null)
            .Select(SegmentProfile.Of).ToArray();
        if (added.Length == 0) return null;
        var held = (Segments ?? []).Where(profile => window.Segments.Any(one => one.Segment == profile.Segment));
        return this with { Segments = [.. held, .. added] };
    }

    public ErrorProfile? Find(string segment) =>
        Segments?.FirstOrDefault(profile => profile.Segment == segment)?.Errors;

    public ErrorSums ToSums() => ErrorSums.FromRaw(
        ErrorSums.AnswerOf(Task, Sums.Length), Sums.AsSpan(), Returns);
}

/// <summary>The errors of one segment as stored with a version.</summary>
public sealed record SegmentProfile(string Segment, ErrorProfile Errors)
{
    public static SegmentProfile Of(SegmentWindow segment) => new(
        segment.Segment,
        ErrorProfile.Of(segment.Window.Errors, segment.Window.Losses, segment.Window.ReturnLosses));
}
