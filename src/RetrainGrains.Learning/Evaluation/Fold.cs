using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Evaluation;

/// <summary>An origin of a rolling evaluation: the rows known then, and those that came after.</summary>
public sealed record Fold(long OriginUnixMilliseconds, Dataset Training, Dataset Validation);
