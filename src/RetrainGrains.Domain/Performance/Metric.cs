using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Performance;

/// <summary>
/// The metric of a version's predictions. Shares are between 0 and 1; errors are in the target's unit. Values are
/// stored: append only.
/// </summary>
public enum Metric
{
    Rmse = 0,
    Mae = 1,
    Mape = 2,
    R2 = 3,

    /// <summary>The share of predictions within 20 % of the outcome.</summary>
    Within20 = 4,
    Accuracy = 5,
    LogLoss = 6,

    /// <summary>
    /// The area under the ROC curve, of scores in 20 bins: the exact area differs by at most half the share of pairs
    /// that share a bin.
    /// </summary>
    Auc = 7,

    /// <summary>The F1 score; of several classes macro-F1, the plain mean over those that occur.</summary>
    F1 = 8,
    Precision = 9,
    Recall = 10,

    /// <summary>The mean squared error of the probability.</summary>
    Brier = 11,

    /// <summary>
    /// The difference between probabilities and the frequency of positives, in 20 bins of equal width. It is above zero
    /// by chance alone, the more so the fewer rows there are.
    /// </summary>
    CalibrationError = 12,
    Specificity = 13,

    /// <summary>The mean recall of the classes.</summary>
    BalancedAccuracy = 14,
    MatthewsCorrelation = 15,

    /// <summary>The area under the precision-recall curve, of scores in 20 bins.</summary>
    AveragePrecision = 16,

    /// <summary>The mean of prediction minus outcome. Its size counts: zero is best.</summary>
    Bias = 17,

    /// <summary>The mean hourly return over its deviation, scaled to a year; see <see cref="ReturnPolicy"/>.</summary>
    Sharpe = 18,

    /// <summary>
    /// The mean hourly return over the root mean square of the losing hours, scaled like the Sharpe ratio.
    /// </summary>
    Sortino = 19,

    /// <summary>The gains of all positions over their losses.</summary>
    ProfitFactor = 20,

    /// <summary>The share of positions that gained, of those that gained or lost.</summary>
    WinRate = 21,

    /// <summary>The largest fall of the summed returns from a peak, hour by hour, in the unit of the returns.</summary>
    MaximumDrawdown = 22,

    /// <summary>The share of wrong classes.</summary>
    ErrorRate = 23,
}
