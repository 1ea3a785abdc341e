using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Learners;

/// <summary>Turns rows into an artifact. Same rows, parameters and seed give the same bytes.</summary>
public interface ILearner
{
    string Name { get; }

    LearnerParameters Defaults { get; }

    bool Supports(LearningTask task);

    /// <summary>Data that cannot be learned from is an answer; wrong parameters are an exception.</summary>
    FitResult Fit(Dataset rows, LearnerParameters parameters, ulong seed, FitOptions options);
}
