using Microsoft.ML;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.MachineLearning;

/// <summary>Has ML.NET grow trees, which are kept in our own form.</summary>
internal abstract class MachineLearningLearner(string name, TreeParameters defaults)
    : Learner<TreeParameters>(name, defaults)
{
    public override bool Supports(PredictionTask task) =>
        task is PredictionTask.Regression or PredictionTask.BinaryClassification;

    protected override string? DataFailure(Dataset rows, TreeParameters parameters) =>
        TooFewRows(rows, 2 * parameters.MinimumExampleCountPerLeaf) ?? OnlyOneClass(rows) ?? Unsupported(parameters);

    protected override Model FitModel(
        Dataset rows, TreeParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        // Its seeds have 31 bits.
        var shortSeed = (int)(seed & int.MaxValue);
        var context = new MLContext(shortSeed);
        var data = MachineLearningRows.Of(context, rows, options.Cancellation);
        return Train(context, data, rows.Task, parameters, shortSeed, options.Threads);
    }

    protected abstract Model Train(
        MLContext context, IDataView data, PredictionTask task, TreeParameters parameters, int seed, int threads);

    // Which of our settings ML.NET's trainers do not have.
    private string? Unsupported(TreeParameters parameters) =>
        parameters.Objective != Objective.Squared
            ? $"Learner '{Name}' minimises the squared error only; {parameters.Objective} needs 'leafwise'."
        : parameters.MonotoneConstraints.Count > 0
            ? $"Learner '{Name}' has no monotone constraints; 'leafwise' has."
        : null;
}
