using System.Text;

namespace RetrainGrains.Domain.Observations;

/// <summary>
/// A position in the order of a model's predictions: by their time, and ties by the bytes of their id.
/// </summary>
public sealed record PredictionMark(DateTimeOffset At, string PredictionId) : IComparable<PredictionMark>
{
    /// <summary>
    /// Makes the position before every prediction of this millisecond, which is the precision of stored times.
    /// </summary>
    public static PredictionMark Before(DateTimeOffset at) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()), "");

    public int CompareTo(PredictionMark? other)
    {
        var byTime = At.CompareTo(other?.At ?? DateTimeOffset.MinValue);
        if (byTime != 0 || other is null) return byTime;
        var (own, its) = (Encoding.UTF8.GetBytes(PredictionId), Encoding.UTF8.GetBytes(other.PredictionId));
        return own.AsSpan().SequenceCompareTo(its);
    }
}
