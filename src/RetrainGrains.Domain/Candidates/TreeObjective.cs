namespace RetrainGrains.Domain.Candidates;

/// <summary>What trees minimise in a regression; classifiers always minimise log loss.</summary>
public enum TreeObjective
{
    /// <summary>Predicts the mean.</summary>
    Squared = 0,

    /// <summary>Predicts the median.</summary>
    Absolute = 1,

    /// <summary>Squared for small residuals, absolute for the largest tenth.</summary>
    Huber = 2,

    /// <summary>Predicts <see cref="TreeSettings.Quantile"/>.</summary>
    Quantile = 3,

    /// <summary>Predicts the mean of counts, which must not be negative.</summary>
    Poisson = 4,
}
