using RetrainGrains.Domain.Observations;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Outcomes;

/// <summary>
/// An outcome of a prediction, as a value or by the label of a class; no time means that it became known now.
/// </summary>
public readonly record struct OutcomeInput(
    string PredictionId, double Value, DateTimeOffset? KnownAt, string? Label = null);

/// <summary>A whole row from history. An empty id is made up; no known-at means that it became known now.</summary>
public readonly record struct HistoryInput(
    string PredictionId, DateTimeOffset? At, FeatureRow Features, double Outcome,
    DateTimeOffset? KnownAt, string? Label = null);

/// <summary>The status of each row, in order.</summary>
public sealed record Recorded(ImmutableArray<RecordStatus> Statuses)
{
    public int Stored { get; } = Statuses.Count(status => status == RecordStatus.Stored);
}
