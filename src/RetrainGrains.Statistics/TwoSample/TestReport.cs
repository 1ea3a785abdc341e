namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The result of a test: its statistic, and the chance of one as extreme when nothing has changed.</summary>
public readonly record struct TestReport(double Statistic, double PValue);
