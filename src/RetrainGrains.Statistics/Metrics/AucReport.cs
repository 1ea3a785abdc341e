namespace RetrainGrains.Statistics.Metrics;

/// <summary>The area under the ROC curve, its variance and where it lies.</summary>
public readonly record struct AucReport(double Auc, double Variance, Interval Interval);
