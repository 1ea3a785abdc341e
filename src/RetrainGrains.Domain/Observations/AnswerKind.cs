using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Observations;

/// <summary>What a model's answers are: the task, and how many classes they are among if it is of several.</summary>
public readonly record struct AnswerKind(PredictionTask Task, int Classes = 0)
{
    public static implicit operator AnswerKind(PredictionTask task) => new(task);

    public override string ToString() => Classes == 0 ? $"{Task}" : $"{Task} of {Classes}";
}
