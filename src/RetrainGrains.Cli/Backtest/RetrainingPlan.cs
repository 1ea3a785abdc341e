namespace RetrainGrains.Cli.Backtest;

/// <summary>The retrainings of a model, with the loss of all periods and the cost of the trainings.</summary>
public sealed record RetrainingPlan(double Loss, double TrainingCost, ImmutableArray<int> Retrainings)
{
    public double Cost => Loss + TrainingCost;
}
