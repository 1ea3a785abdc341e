using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Observations;

/// <summary>The kind of a model's answers: the task, and for several classes their number.</summary>
public readonly record struct AnswerKind(PredictionTask Task, int Classes = 0)
{
    public static implicit operator AnswerKind(PredictionTask task) => new(task);

    public override string ToString() => Classes == 0 ? $"{Task}" : $"{Task} of {Classes}";
}
