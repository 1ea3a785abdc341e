using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>What a binary classifier is expected to get right and wrong, before outcomes arrive.</summary>
public readonly record struct BinaryEstimate(ConfusionCounts Confusion, double RocAuc);
