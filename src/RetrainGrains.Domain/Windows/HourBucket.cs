namespace RetrainGrains.Domain.Windows;

/// <summary>One hour of a model's life: the features that arrived and the errors that the version in service made.</summary>
public sealed class HourBucket(long hour, FeatureSums features, ErrorSums errors)
{
    public static long HourOf(DateTimeOffset at) => Math.DivRem(at.ToUnixTimeMilliseconds(), 3_600_000).Quotient;

    public long Hour { get; } = hour;
    public FeatureSums Features { get; } = features;
    public ErrorSums Errors { get; } = errors;

    public static HourBucket Empty(long hour, FeatureSchema schema) =>
        new(hour, new FeatureSums(schema.Features.Length), new ErrorSums(schema.Task));
}
