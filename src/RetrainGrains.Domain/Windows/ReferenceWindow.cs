namespace RetrainGrains.Domain.Windows;

/// <summary>
/// What the present is compared with: the champion's training inputs, and its errors when it was chosen.
/// </summary>
public sealed record ReferenceWindow(FeatureProfile Features, ErrorProfile? Errors = null);

/// <summary>Feature sums as stored with a version.</summary>
public sealed record FeatureProfile(
    int Rows, ImmutableArray<double> Sum, ImmutableArray<double> Squares, ImmutableArray<int> Missing,
    ImmutableArray<int> Bins)
{
    /// <summary>
    /// Values outside of what the first reference reached; empty in profiles from before they were counted.
    /// </summary>
    public ImmutableArray<int> Outside { get; init; } = [];

    public static FeatureProfile Of(FeatureSums sums) =>
        new(sums.Rows, [.. sums.Sum], [.. sums.Squares], [.. sums.Missing], [.. sums.AllBins])
        {
            Outside = [.. sums.Outside],
        };

    public FeatureSums ToSums() => new(
        Rows, [.. Sum], [.. Squares], [.. Missing], [.. Bins], Outside.IsEmpty ? new int[Sum.Length] : [.. Outside]);
}

/// <summary>Error sums and daily losses as stored with a version.</summary>
public sealed record ErrorProfile(PredictionTask Task, ImmutableArray<double> Sums, LossByDay Losses)
{
    public static ErrorProfile Of(ErrorSums sums, LossByDay losses) => new(sums.Task, [.. sums.Raw], losses);

    public ErrorSums ToSums() => ErrorSums.FromRaw(Task, Sums.AsSpan());
}
