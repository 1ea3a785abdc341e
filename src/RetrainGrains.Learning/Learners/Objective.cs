namespace RetrainGrains.Learning.Learners;

/// <summary>The loss that boosted trees minimise in a regression; classifiers always minimise log loss.</summary>
public enum Objective
{
    /// <summary>Squared error: predicts the mean.</summary>
    Squared = 0,

    /// <summary>Absolute error: predicts the median.</summary>
    Absolute = 1,

    /// <summary>Squared error for small residuals, absolute for the largest tenth: outliers pull less.</summary>
    Huber = 2,

    /// <summary>Pinball loss: predicts a quantile.</summary>
    Quantile = 3,

    /// <summary>Poisson deviance: predicts the mean of counts, which must not be negative.</summary>
    Poisson = 4,
}
