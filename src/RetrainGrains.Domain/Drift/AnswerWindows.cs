using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Drift;

/// <summary>The window and the reference of a model's predictions or outcomes.</summary>
public sealed record AnswerWindow(FeatureBins? Bins, FeatureProfile? Reference, FeatureSums Current);

/// <summary>The windows of a model's answers, which are compared beside its inputs.</summary>
public sealed record AnswerWindows(AnswerWindow Predictions, AnswerWindow Outcomes);
