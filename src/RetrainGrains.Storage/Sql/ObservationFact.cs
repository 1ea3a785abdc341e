namespace RetrainGrains.Storage.Sql;

/// <summary>What is known under one prediction id: the first prediction or history, and its first outcome.</summary>
internal sealed record ObservationFact(
    string PredictionId, DateTimeOffset At, byte[] Features, double Prediction, string Version)
{
    /// <summary>The place of the outcome in its model's order; null while there is none.</summary>
    public long? Sequence { get; private set; }

    public double Outcome { get; private set; } = double.NaN;

    public DateTimeOffset? KnownAt { get; private set; }

    public ObservationFact Mature(long? sequence, double outcome, DateTimeOffset? knownAt)
    {
        (Sequence, Outcome, KnownAt) = (sequence, outcome, knownAt);
        return this;
    }

    public bool IsSame(DateTimeOffset at, byte[] features, double prediction, string version) =>
        At.ToUnixTimeMilliseconds() == at.ToUnixTimeMilliseconds() && Features.AsSpan().SequenceEqual(features)
        && Prediction.Equals(prediction) && Version == version;
}
