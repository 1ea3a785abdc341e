namespace RetrainGrains.Learning.Learners;

/// <summary>The loss that boosted trees minimise in a regression; classifiers always minimise log loss.</summary>
public enum Objective
{
    /// <summary>The squared error: predicts the mean.</summary>
    Squared = 0,

    /// <summary>The absolute error: predicts the median.</summary>
    Absolute = 1,

    /// <summary>The squared error for small residuals, absolute for the largest tenth: outliers pull less.</summary>
    Huber = 2,

    /// <summary>The pinball loss: predicts a quantile.</summary>
    Quantile = 3,

    /// <summary>The Poisson deviance: predicts the mean of counts, which must not be negative.</summary>
    Poisson = 4,
}
