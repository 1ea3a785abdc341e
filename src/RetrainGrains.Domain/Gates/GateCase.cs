using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Gates;

/// <summary>The role for which a challenger is judged.</summary>
public enum GateRole
{
    /// <summary>A member of the blend: its recipe's weight decides, if the version itself is sound.</summary>
    Member = 0,

    /// <summary>The only version in service.</summary>
    Single = 1,

    /// <summary>
    /// The replacement of an imported champion, which no run of ours has judged: without rows on which both were scored
    /// no challenger replaces it.
    /// </summary>
    Successor = 2,
}

/// <summary>
/// A challenger and the champion on the same later rows, on which neither was trained: errors of its recipe's versions
/// in the shadow, and errors of the served predictions. Losses are the discounted means of the track records;
/// <paramref name="Probe"/> is the range of recent predictions of the version that would serve.
/// </summary>
public sealed record GateCase(
    string Challenger, ErrorSums Challenging, ErrorSums Serving, double Loss, double ServedLoss, double Weight,
    bool Incumbent, PredictionProbe Probe, GateRole Role = GateRole.Single)
{
    /// <summary>The number of discounted rows that the losses are taken over.</summary>
    public double RecordRows { get; init; }

    /// <summary>The hours of a year, as in the policy's returns.</summary>
    public double HoursPerYear { get; init; } = ReturnPolicy.AllHours;

    /// <summary>
    /// Returns true when the challenger is compared with a champion: a member of a blend is weighted instead.
    /// </summary>
    internal bool IsCompared => Role == GateRole.Successor || (Role == GateRole.Single && Serving.Count > 0);
}
