namespace RetrainGrains.Domain.Observations;

/// <summary>A place in the order of a model's predictions: by their time, and ties by their id.</summary>
public sealed record PredictionMark(DateTimeOffset At, string PredictionId)
{
    /// <summary>Before every prediction of this moment.</summary>
    public static PredictionMark Before(DateTimeOffset at) => new(at, "");
}
