using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Evaluation;

/// <summary>One origin of a rolling evaluation: what was known then, and what came after.</summary>
public sealed record Fold(long OriginUnixMilliseconds, Dataset Training, Dataset Validation);
