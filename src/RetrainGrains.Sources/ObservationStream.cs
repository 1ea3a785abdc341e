using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Sources;

/// <summary>A row of a stream: asked at a time, answered when its outcome is known (NaN: never).</summary>
public sealed record StreamRow(string Id, DateTimeOffset At, DateTimeOffset KnownAt, float[] Features, double Outcome);

/// <summary>A file as one model sees it: its schema, and its rows in time order, the first ones as history.</summary>
public sealed record ObservationStream(
    string ModelId, FeatureSchema Schema, ImmutableArray<StreamRow> Rows, int WarmUpRows, StreamCounters Counters)
{
    /// <summary>The zone of the source's own calendar, in which its months begin.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public ReadOnlySpan<StreamRow> WarmUp => Rows.AsSpan()[..WarmUpRows];
    public ReadOnlySpan<StreamRow> Served => Rows.AsSpan()[WarmUpRows..];
}
