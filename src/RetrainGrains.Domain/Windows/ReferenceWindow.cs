using System.Text.Json.Serialization;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The window with which the present is compared: the champion's training inputs, and its errors when it was chosen.
/// </summary>
public sealed record ReferenceWindow(FeatureProfile Features, ErrorProfile? Errors = null)
{
    /// <summary>
    /// The predictions that were served when the champion was chosen; null until there are enough of them.
    /// </summary>
    public FeatureProfile? Predictions { get; init; }
}

/// <summary>
/// The feature sums as stored with a version; <paramref name="Outside"/> counts the values outside of the range of the
/// reference that the bins are of.
/// </summary>
public sealed record FeatureProfile(
    int Rows, ImmutableArray<double> Sum, ImmutableArray<double> Squares, ImmutableArray<int> Missing,
    ImmutableArray<int> Bins, ImmutableArray<int> Outside)
{
    /// <summary>
    /// The categories that the schema does not list; null where they were not told from missing values.
    /// </summary>
    public ImmutableArray<int>? Unlisted { get; init; }

    /// <summary>The number of bins of each feature; null where each has ten.</summary>
    public ImmutableArray<int>? BinCounts { get; init; }

    /// <summary>The bins that the rows are counted in; 0 for old ones.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint Key { get; init; }

    /// <summary>The outcomes of the same rows, as of one feature; null where they were not followed.</summary>
    public FeatureProfile? Outcomes { get; init; }

    public static FeatureProfile Of(FeatureSums sums) => new(
        sums.Rows, [.. sums.Sum], [.. sums.Squares], [.. sums.Missing], [.. sums.AllBins], [.. sums.Outside])
    {
        Unlisted = sums.Key == 0 ? null : [.. sums.Unlisted],
        BinCounts = sums.Key == 0 ? null : [.. sums.BinCounts],
        Key = sums.Key,
    };

    public FeatureSums ToSums() => Rows == 0 ? new FeatureSums(Sum.Length) : FeatureSums.Stored(
        Rows, [.. Sum], [.. Squares], [.. Missing], [.. Bins], [.. Outside],
        Unlisted is { } unlisted ? [.. unlisted] : new int[Sum.Length],
        BinCounts is { } counts ? (Key, [.. counts]) : null);
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
