namespace RetrainGrains.Statistics.Estimation;

/// <summary>The metrics of a regression that can be estimated from the loss of single rows.</summary>
public enum ErrorMetric
{
    MeanAbsolute = 0,
    MeanSquared = 1,
    RootMeanSquared = 2,
}
