namespace RetrainGrains.Domain.Costs;

/// <summary>
/// The retrainings of a model and their result: the loss of all periods and the cost of the trainings.
/// </summary>
public sealed record RetrainingPlan(double Loss, double TrainingCost, ImmutableArray<int> Retrainings)
{
    public double Cost => Loss + TrainingCost;
}
