using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Performance;

/// <summary>
/// How well a version predicts. Shares are between 0 and 1; errors are in the target's unit. Numbers are stored: they
/// only ever grow.
/// </summary>
public enum Metric
{
    Rmse = 0,
    Mae = 1,
    Mape = 2,
    R2 = 3,

    /// <summary>Share of predictions within 20 % of the outcome.</summary>
    Within20 = 4,
    Accuracy = 5,
    LogLoss = 6,

    /// <summary>
    /// Of scores in 20 bins: the exact area is no further away than half the share of pairs that share a bin.
    /// </summary>
    Auc = 7,

    /// <summary>Of several classes macro-F1: the plain mean over those that occur.</summary>
    F1 = 8,
    Precision = 9,
    Recall = 10,

    /// <summary>Mean squared error of the probability.</summary>
    Brier = 11,

    /// <summary>
    /// By how much probabilities and the frequency of positives differ, in 20 bins of equal width. Above zero by chance
    /// alone, the more so the fewer rows there are.
    /// </summary>
    CalibrationError = 12,
    Specificity = 13,

    /// <summary>The mean recall of the classes.</summary>
    BalancedAccuracy = 14,
    MatthewsCorrelation = 15,

    /// <summary>Area under the precision-recall curve, of scores in 20 bins.</summary>
    AveragePrecision = 16,

    /// <summary>Mean of prediction minus outcome. Its size counts: zero is best.</summary>
    Bias = 17,

    /// <summary>Mean hourly return by its deviation, scaled to a year; see <see cref="ReturnPolicy"/>.</summary>
    Sharpe = 18,

    /// <summary>As the Sharpe ratio, by the root mean square of the losing hours.</summary>
    Sortino = 19,

    /// <summary>Gains of all positions for each unit of their losses.</summary>
    ProfitFactor = 20,

    /// <summary>Positions that gained, of those that gained or lost.</summary>
    WinRate = 21,

    /// <summary>The largest fall of the summed returns from a peak, hour by hour, in the unit of the returns.</summary>
    MaximumDrawdown = 22,

    /// <summary>Share of wrong classes.</summary>
    ErrorRate = 23,
}
