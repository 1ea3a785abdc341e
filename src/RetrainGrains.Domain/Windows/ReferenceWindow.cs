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
    public static FeatureProfile Of(FeatureSums sums) =>
        new(sums.Rows, [.. sums.Sum], [.. sums.Squares], [.. sums.Missing], [.. sums.AllBins]);

    public FeatureSums ToSums() => new(Rows, [.. Sum], [.. Squares], [.. Missing], [.. Bins]);
}

/// <summary>Error sums and daily losses as stored with a version.</summary>
public sealed record ErrorProfile(PredictionTask Task, ImmutableArray<double> Sums, LossByDay Losses)
{
    public static ErrorProfile Of(ErrorSums sums, LossByDay losses) => new(sums.Task, [.. sums.Raw], losses);

    public ErrorSums ToSums() => ErrorSums.FromRaw(Task, Sums.AsSpan());
}
