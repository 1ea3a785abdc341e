namespace RetrainGrains.Domain.Windows;

/// <summary>
/// One hour of a model's life: the features that arrived, and the errors that the version in service, its predecessor
/// in probation, and every contestant made on the same rows.
/// </summary>
public sealed class HourBucket(
    long hour, FeatureSums features, ErrorSums served, ErrorSums predecessor, ImmutableArray<ErrorSums> contestants)
{
    public const int HoursPerDay = 24;

    public long Hour { get; } = hour;
    public FeatureSums Features { get; } = features;
    public ErrorSums Served { get; } = served;
    public ErrorSums Predecessor { get; } = predecessor;
    public ImmutableArray<ErrorSums> Contestants { get; } = contestants;

    public static long HourOf(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 3_600_000;

    public static HourBucket Empty(long hour, FeatureSchema schema, int contestants) => new(
        hour, new FeatureSums(schema.Features.Length), new ErrorSums(schema.Task), new ErrorSums(schema.Task),
        [.. Enumerable.Range(0, contestants).Select(_ => new ErrorSums(schema.Task))]);
}
