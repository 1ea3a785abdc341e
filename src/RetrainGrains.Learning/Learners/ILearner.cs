using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Learners;

/// <summary>Turns rows into an artifact. Same rows, parameters and seed give the same bytes.</summary>
public interface ILearner
{
    string Name { get; }

    LearnerParameters Defaults { get; }

    bool Supports(LearningTask task);

    /// <summary>Data that cannot be learned from is an answer; wrong parameters are an exception.</summary>
    /// <remarks>A basis is an earlier model to go on from; few learners can, the others say so.</remarks>
    FitResult Fit(
        Dataset rows, LearnerParameters parameters, ulong seed, FitOptions options, Artifact? basis = null);
}
