using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Gates;

/// <summary>The place that a challenger is judged for.</summary>
public enum GateRole
{
    /// <summary>A part of the blend: its recipe's weight decides, if the version itself is sound.</summary>
    Member = 0,

    /// <summary>The only version in service.</summary>
    Single = 1,

    /// <summary>
    /// The place of an imported champion, on which no run of ours has had a say: without rows that both were scored on
    /// nothing takes it.
    /// </summary>
    Successor = 2,
}

/// <summary>
/// A challenger beside the champion on the same later rows, which neither was trained on: errors of its recipe's
/// versions in the shadow, and errors of what was served. Losses are the discounted means of the track records;
/// <paramref name="Probe"/> is the range of recent predictions of the version that would serve.
/// </summary>
public sealed record GateCase(
    string Challenger, ErrorSums Challenging, ErrorSums Serving, double Loss, double ServedLoss, double Weight,
    bool Incumbent, PredictionProbe Probe, GateRole Role = GateRole.Single)
{
    /// <summary>Discounted rows that the losses are taken over.</summary>
    public double RecordRows { get; init; }

    /// <summary>As the policy's returns have it.</summary>
    public double HoursPerYear { get; init; } = ReturnPolicy.AllHours;

    /// <summary>Whether there is a champion to compare with: a member of a blend is weighed instead.</summary>
    internal bool IsCompared => Role == GateRole.Successor || (Role == GateRole.Single && Serving.Count > 0);
}
