namespace RetrainGrains.Domain.Costs;

/// <summary>
/// A period that has passed: its rows, the model that served them with its loss, and the loss of its predecessor,
/// scored in the shadow, on the same rows.
/// </summary>
public readonly record struct ServedPeriod(
    int TrainedAt, double Loss, int Rows, int? PredecessorTrainedAt = null, double PredecessorLoss = 0)
{
    public double MeanLoss => Rows == 0 ? 0 : Loss / Rows;
}

/// <summary>
/// The information that a policy may use at the start of a period: the periods before it, and the cost of a retraining.
/// </summary>
public sealed class ServingHistory(double cost)
{
    private readonly List<ServedPeriod> periods = [];

    /// <summary>The cost of a retraining, in units of loss.</summary>
    public double Cost { get; } = cost;

    public IReadOnlyList<ServedPeriod> Periods => periods;

    /// <summary>The period at whose start the model in service was trained.</summary>
    public int TrainedAt { get; private set; }

    /// <summary>The number of periods since then.</summary>
    public int Age => periods.Count - TrainedAt;

    private int? Predecessor { get; set; }

    /// <summary>
    /// Makes the history of a live model: the oldest periods may have been dropped, so that a model may have been
    /// trained before the first of them, at a negative index.
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
