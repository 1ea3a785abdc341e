namespace RetrainGrains.Storage;

/// <summary>The status of one challenger of a run. Numbers are stored: they only ever grow.</summary>
public enum ChallengerStatus
{
    Waiting = 0,
    Training = 1,
    Trained = 2,
    Failed = 3,
}

/// <summary>A challenger of a run; <paramref name="Attempt"/> fences workers that come back late.</summary>
public sealed record ChallengerRow(
    string RunId, int Ordinal, ChallengerStatus Status, int Attempt, DateTimeOffset? HeartbeatAt,
    string? ArtifactId, string? Report, double TrainingSeconds);
