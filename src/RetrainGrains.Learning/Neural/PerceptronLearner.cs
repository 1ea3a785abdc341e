using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;

namespace RetrainGrains.Learning.Neural;

/// <summary>A multilayer perceptron with one hidden layer: smooth where trees have steps.</summary>
internal sealed class PerceptronLearner()
    : Learner<PerceptronParameters>("perceptron", PerceptronParameters.Default)
{
    public override bool Supports(LearningTask task) => task != LearningTask.MulticlassClassification;

    protected override string? DataFailure(Dataset rows, PerceptronParameters parameters) =>
        TooFewRows(rows, DesignMatrix.MinimumRows) ?? DesignMatrix.TooWide(rows.Schema) ?? OnlyOneClass(rows);

    protected override Model FitModel(
        Dataset rows, PerceptronParameters parameters, ulong seed, FitOptions options, Model? basis,
        List<string> notes)
    {
        var isClassification = rows.Task == LearningTask.BinaryClassification;
        var columns = DesignMatrix.Create(rows, options.Cancellation).Columns;
        var (mean, deviation) = isClassification ? (0, 1) : Moments(rows);
        double[] targets = [.. rows.Targets.ToArray().Select(target => (target - mean) / deviation)];
        var trainer = new PerceptronTrainer(columns, targets, rows.Weights.ToArray(), isClassification, parameters);
        trainer.Run(seed, options);
        return ToModel(rows.Schema, columns, trainer.Weights, parameters.HiddenUnits, mean, deviation);
    }

    private static (double Mean, double Deviation) Moments(Dataset rows)
    {
        var (mean, squares, total) = (rows.MeanTarget(), 0.0, 0.0);
        for (var row = 0; row < rows.Count; row++)
        {
            var weight = rows.Weights.IsEmpty ? 1 : rows.Weights[row];
            squares += weight * (rows.Targets[row] - mean) * (rows.Targets[row] - mean);
            total += weight;
        }

        return (mean, squares > 0 ? Math.Sqrt(squares / total) : 1);
    }

    // Undoes the standardisation of columns and target, so that scoring sees features and outcomes as they come.
    private static PerceptronModel ToModel(
        DatasetSchema schema, DesignColumn[] columns, double[] weights, int units, double mean, double deviation)
    {
        var means = new double[schema.Features.Count];
        double[][] inputs = [.. schema.Features.Select(f => new double[units * Math.Max(1, f.CategoryCount)])];
        var hiddenBias = weights.AsSpan(columns.Length * units, units).ToArray();
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            var isNumeric = schema.Features[column.Feature].Kind == FeatureKind.Numeric;
            for (var unit = 0; unit < units; unit++)
            {
                var weight = weights[i * units + unit] / column.Deviation;
                inputs[column.Feature][Math.Max(0, column.Category) * units + unit] = weight;
                hiddenBias[unit] -= isNumeric ? 0 : weight * column.Mean;
            }

            means[column.Feature] = isNumeric ? column.Mean : 0;
        }

        var link = schema.Task == LearningTask.BinaryClassification ? Link.Logistic : Link.Identity;
        var outputs = weights.AsSpan((columns.Length + 1) * units, units).ToArray();
        for (var unit = 0; unit < units; unit++)
        {
            outputs[unit] *= deviation;
        }

        return new PerceptronModel(link, means, inputs, hiddenBias, outputs, weights[^1] * deviation + mean);
    }
}
