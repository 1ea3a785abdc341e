namespace RetrainGrains.Domain.Candidates;

/// <summary>The objective that trees minimise in a regression; classifiers always minimise log loss.</summary>
public enum TreeObjective
{
    /// <summary>The squared error, which predicts the mean.</summary>
    Squared = 0,

    /// <summary>The absolute error, which predicts the median.</summary>
    Absolute = 1,

    /// <summary>The Huber loss: squared for small residuals, absolute for the largest tenth.</summary>
    Huber = 2,

    /// <summary>The quantile loss, which predicts <see cref="TreeSettings.Quantile"/>.</summary>
    Quantile = 3,

    /// <summary>The Poisson loss, which predicts the mean of counts; they must not be negative.</summary>
    Poisson = 4,
}
