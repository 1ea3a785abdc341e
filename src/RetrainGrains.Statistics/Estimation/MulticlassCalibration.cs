namespace RetrainGrains.Statistics.Estimation;

/// <summary>Calibrates each class against all others, then scales a row to the sum of one.</summary>
public sealed record MulticlassCalibration(ImmutableArray<CalibrationDecision> Classes)
{
    /// <summary>
    /// Decides on the calibration of each class. Scores are flat, one row of all classes after the other.
    /// </summary>
    public static MulticlassCalibration Decide(
        ReadOnlySpan<double> scores, int classes, ReadOnlySpan<int> outcomes, int seed, int splits = 3)
    {
        FlatRows.Check(scores, classes, outcomes, nameof(outcomes));
        var decisions = ImmutableArray.CreateBuilder<CalibrationDecision>(classes);
        for (var label = 0; label < classes; label++)
        {
            var outcomesOfClass = new bool[outcomes.Length];
            for (var row = 0; row < outcomes.Length; row++) outcomesOfClass[row] = outcomes[row] == label;
            decisions.Add(CalibrationRule.Decide(
                FlatRows.Column(scores, classes, label), outcomesOfClass, seed + label, splits));
        }
        return new MulticlassCalibration(decisions.MoveToImmutable());
    }

    /// <summary>A row to which no class gives a chance gets equal ones.</summary>
    public double[] Probabilities(ReadOnlySpan<double> scores)
    {
        var classes = Classes.Length;
        FlatRows.CheckWhole(scores, classes);
        var probabilities = new double[scores.Length];
        for (var start = 0; start < scores.Length; start += classes)
        {
            var sum = 0.0;
            for (var label = 0; label < classes; label++)
            {
                sum += probabilities[start + label] = Classes[label].Probability(scores[start + label]);
            }
            foreach (ref var probability in probabilities.AsSpan(start, classes))
            {
                probability = sum > 0 ? probability / sum : 1.0 / classes;
            }
        }
        return probabilities;
    }
}
