namespace RetrainGrains.Domain.Costs;

/// <summary>When a model was retrained and what that came to: the loss of all periods and the trainings.</summary>
public sealed record RetrainingPlan(double Loss, double TrainingCost, ImmutableArray<int> Retrainings)
{
    public double Cost => Loss + TrainingCost;
}
