using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Neural;

/// <summary>A multilayer perceptron with one hidden layer: smooth where trees have steps.</summary>
internal sealed class PerceptronLearner()
    : Learner<PerceptronParameters>("perceptron", PerceptronParameters.Default)
{
    public override SearchSpace SearchSpace => PerceptronParameters.SearchSpace;

    protected override string? DataFailure(Dataset rows, PerceptronParameters parameters) =>
        TooFewRows(rows, DesignMatrix.MinimumRows) ?? DesignMatrix.TooWide(rows.Schema) ?? OnlyOneClass(rows);

    protected override Model FitModel(
        Dataset rows, PerceptronParameters parameters, ulong seed, FitOptions options, Model? basis,
        List<string> notes)
    {
        var columns = DesignMatrix.Create(rows, options.Cancellation).Columns;
        var (mean, deviation) = rows.Task == PredictionTask.Regression ? Moments(rows) : (0, 1);
        double[] targets = [.. rows.Targets.ToArray().Select(target => (target - mean) / deviation)];
        PerceptronLoss loss = rows.Task switch
        {
            PredictionTask.Regression => PerceptronLosses.Squared,
            PredictionTask.BinaryClassification => PerceptronLosses.Logistic,
            _ => PerceptronLosses.Softmax,
        };
        var trainer = new PerceptronTrainer(
            columns, targets, rows.Weights.ToArray(), loss, Math.Max(1, rows.Schema.ClassCount), parameters);
        trainer.Run(seed, options);
        var layer = ToLayer(rows.Schema, columns, trainer.Weights, parameters.HiddenUnits);
        var outputs = trainer.Weights.AsSpan((columns.Length + 1) * parameters.HiddenUnits);
        return rows.Task == PredictionTask.MulticlassClassification
            ? ToClasses(layer, outputs, rows.Schema.ClassCount)
            : ToNumber(rows.Task, layer, outputs, mean, deviation);
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

    // Undoes the standardisation of the columns, so that scoring sees features as they come.
    private static HiddenLayer ToLayer(DatasetSchema schema, DesignColumn[] columns, double[] weights, int units)
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

        return new HiddenLayer(means, inputs, hiddenBias);
    }

    // Undoes that of the target as well.
    private static PerceptronModel ToNumber(
        PredictionTask task, HiddenLayer layer, ReadOnlySpan<double> weights, double mean, double deviation)
    {
        var outputs = weights[..layer.Units].ToArray();
        for (var unit = 0; unit < outputs.Length; unit++) outputs[unit] *= deviation;
        var link = task == PredictionTask.BinaryClassification ? Link.Logistic : Link.Identity;
        return new PerceptronModel(link, layer, outputs, weights[^1] * deviation + mean);
    }

    private static ClassPerceptronModel ToClasses(HiddenLayer layer, ReadOnlySpan<double> weights, int classCount)
    {
        var outputs = new double[classCount][];
        for (var label = 0; label < classCount; label++)
        {
            outputs[label] = weights.Slice(label * layer.Units, layer.Units).ToArray();
        }

        return new ClassPerceptronModel(layer, outputs, weights[^classCount..].ToArray());
    }
}
