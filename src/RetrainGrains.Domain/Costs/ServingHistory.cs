namespace RetrainGrains.Domain.Costs;

/// <summary>
/// A period that has passed: its rows, the model that served them and its loss, and the loss that its predecessor, kept
/// in the shadow, would have had on the same rows.
/// </summary>
public readonly record struct ServedPeriod(
    int TrainedAt, double Loss, int Rows, int? PredecessorTrainedAt = null, double PredecessorLoss = 0)
{
    public double MeanLoss => Rows == 0 ? 0 : Loss / Rows;
}

/// <summary>
/// The facts that a rule may know at the start of a period: the periods before it, the cost of a retraining in units of
/// loss, and the place of the period at whose start the model in service was trained. A live model's oldest periods may
/// be gone: one that was trained before the first of them has a negative place.
/// </summary>
public sealed record ServingHistory(double Cost, IReadOnlyList<ServedPeriod> Periods, int TrainedAt)
{
    /// <summary>The number of periods since the model in service was trained.</summary>
    public int Age => Periods.Count - TrainedAt;
}
