using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Learners;

/// <summary>A learner that fits a model to rows.</summary>
public interface ILearner
{
    string Name { get; }

    LearnerParameters Defaults { get; }

    /// <summary>
    /// The promise that the same rows, parameters and seed give the same bytes: at any number of threads and
    /// processors and beside other fits, on the same kind of machine with the same libraries.
    /// </summary>
    bool IsBitIdentical { get; }

    /// <summary>The hyper-parameters that are worth searching; null where there are none.</summary>
    SearchSpace? SearchSpace { get; }

    /// <summary>The reason why its probabilities cannot be calibrated, or null.</summary>
    string? CalibrationProblem { get; }

    bool Supports(PredictionTask task);

    /// <summary>Takes what this learner understands of a policy's settings for trees, over its defaults.</summary>
    LearnerParameters ParametersFor(TreePolicy trees);

    /// <summary>
    /// Fits a model: data that cannot be learned from is a result, wrong parameters are an exception.
    /// </summary>
    /// <remarks>A basis is an earlier model to go on from; few learners can, the others say so.</remarks>
    FitResult Fit(
        Dataset rows, LearnerParameters parameters, ulong seed, FitOptions options, Artifact? basis = null);
}
