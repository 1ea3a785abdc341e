using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// The settings of a detector of the rate of wrong answers: the wrong class at probability 0.5, or for numbers more
/// than 20 % off, as the metric "share within 20 %" counts them.
/// </summary>
public abstract record ErrorRateDetectorPolicy : ChangeDetectorPolicy
{
    private const double FarOff = 0.2;

    internal override double LossOf(PredictionTask task, double prediction, double outcome)
    {
        if (task != PredictionTask.Regression) return Losses.Of(LossKind.ZeroOne, task, prediction, outcome);
        return Math.Abs(prediction - outcome) > FarOff * Math.Abs(outcome) ? 1 : 0;
    }

    public override IEnumerable<Problem> Validate(string path) => [.. base.Validate(path), .. OnlyLoss(path)];

    private protected IEnumerable<Problem> OnlyRows(string path) => Per == ChangeUnit.Row
        ? []
        : [Problem.Of($"{path}.per", Per, $"must be row: {Detector} counts single errors")];
}
