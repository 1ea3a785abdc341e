using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.External;

/// <summary>
/// Has rows learned in another process, and answers with the model's bytes, at least one. What keeps it from them, it
/// throws.
/// </summary>
public delegate ReadOnlyMemory<byte> ExternalTraining(Dataset rows, ulong seed, FitOptions options);
