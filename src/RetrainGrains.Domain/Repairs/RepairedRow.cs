namespace RetrainGrains.Domain.Repairs;

/// <summary>
/// A row that a repair has changed. <paramref name="Sequence"/> is the place that its outcome had, null for a row
/// without one; <paramref name="Before"/> and <paramref name="After"/> are its outcomes, NaN where there is none.
/// </summary>
public sealed record RepairedRow(
    string PredictionId, DateTimeOffset At, long? Sequence, double Before, double After);
