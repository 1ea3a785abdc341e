namespace RetrainGrains.Domain.Gates;

/// <summary>
/// A challenger beside the champion on the same later rows, which neither was trained on: errors of its recipe's
/// versions in the shadow, and errors of what was served. Losses are the discounted means of the track records;
/// <paramref name="Probe"/> is what the version that would serve says of recent rows.
/// </summary>
public sealed record GateCase(
    string Challenger, ErrorSums Challenging, ErrorSums Serving, double Loss, double ServedLoss, double Weight,
    bool Incumbent, PredictionProbe Probe)
{
    /// <summary>Discounted rows that the losses are taken over.</summary>
    public double RecordRows { get; init; }

    /// <summary>As the policy's returns have it.</summary>
    public double HoursPerYear { get; init; } = ReturnSettings.AllHours;
}
