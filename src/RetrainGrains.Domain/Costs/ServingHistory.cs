namespace RetrainGrains.Domain.Costs;

/// <summary>
/// A period that has passed: its rows, the model that served them and what it lost, and what its predecessor, kept in
/// the shadow, would have lost on the same rows.
/// </summary>
public readonly record struct ServedPeriod(
    int TrainedAt, double Loss, int Rows, int? PredecessorTrainedAt = null, double PredecessorLoss = 0)
{
    public double MeanLoss => Rows == 0 ? 0 : Loss / Rows;
}

/// <summary>
/// All that a policy may know at the start of a period: the periods before it, and what a retraining costs.
/// </summary>
public sealed class ServingHistory(double cost)
{
    private readonly List<ServedPeriod> periods = [];

    /// <summary>What a retraining costs, in units of loss.</summary>
    public double Cost { get; } = cost;

    public IReadOnlyList<ServedPeriod> Periods => periods;

    /// <summary>When the model in service was trained.</summary>
    public int TrainedAt { get; private set; }

    /// <summary>Periods since then.</summary>
    public int Age => periods.Count - TrainedAt;

    private int? Predecessor { get; set; }

    /// <summary>
    /// What a live model remembers: the oldest periods may be gone, so that one was trained before the first of them,
    /// at a negative place.
    /// </summary>
    public static ServingHistory Of(double cost, IEnumerable<ServedPeriod> periods, int trainedAt)
    {
        var history = new ServingHistory(cost) { TrainedAt = trainedAt };
        history.periods.AddRange(periods);
        return history;
    }

    /// <summary>Trains a new model at the start of the next period.</summary>
    public void Retrain() => (Predecessor, TrainedAt) = (TrainedAt, periods.Count);

    /// <summary>Serves the next period with the model in service.</summary>
    public void Serve(StalenessMatrix matrix)
    {
        var t = periods.Count;
        periods.Add(new ServedPeriod(
            TrainedAt, matrix[TrainedAt, t], matrix.Rows(t), Predecessor,
            Predecessor is { } old ? matrix[old, t] : 0));
    }
}
