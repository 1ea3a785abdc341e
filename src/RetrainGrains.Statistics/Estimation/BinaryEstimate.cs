using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>The hits and errors that are expected of a binary classifier, before outcomes arrive.</summary>
public readonly record struct BinaryEstimate(ConfusionCounts Confusion, double RocAuc);
