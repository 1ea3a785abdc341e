using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Domain.Performance;

/// <summary>The metrics, from the sums of a window: NaN when a metric has no value on its rows.</summary>
public static class Metrics
{
    /// <summary>Returns the metric's name in sentences.</summary>
    public static string NameOf(Metric metric) => metric switch
    {
        Metric.Rmse => "RMSE",
        Metric.Mae => "MAE",
        Metric.Mape => "MAPE",
        Metric.R2 => "R²",
        Metric.Within20 => "share within 20 %",
        Metric.LogLoss => "log loss",
        Metric.Auc => "AUC",
        Metric.F1 => "F1",
        Metric.Brier => "Brier score",
        Metric.CalibrationError => "calibration error",
        Metric.ErrorRate => "error rate",
        Metric.BalancedAccuracy => "balanced accuracy",
        Metric.MatthewsCorrelation => "Matthews correlation",
        Metric.AveragePrecision => "average precision",
        Metric.Sharpe => "Sharpe ratio",
        Metric.Sortino => "Sortino ratio",
        Metric.ProfitFactor => "profit factor",
        Metric.WinRate => "win rate",
        Metric.MaximumDrawdown => "maximum drawdown",
        _ => metric.ToString().ToLowerInvariant(),
    };

    public static bool HigherIsBetter(Metric metric) => metric is not (Metric.Rmse or Metric.Mae or Metric.Mape
        or Metric.LogLoss or Metric.Brier or Metric.CalibrationError or Metric.Bias or Metric.MaximumDrawdown
        or Metric.ErrorRate);

    /// <summary>Returns true for a metric of returns, which exists only when the policy defines a return.</summary>
    public static bool IsOfReturns(Metric metric) => metric is Metric.Sharpe or Metric.Sortino or Metric.ProfitFactor
        or Metric.WinRate or Metric.MaximumDrawdown;

    public static bool AppliesTo(Metric metric, PredictionTask task) => task switch
    {
        PredictionTask.MulticlassClassification => metric is Metric.Accuracy or Metric.ErrorRate or Metric.F1
            or Metric.BalancedAccuracy or Metric.LogLoss,
        _ when IsOfReturns(metric) => true,
        _ => (metric <= Metric.Within20 || metric == Metric.Bias) == (task == PredictionTask.Regression),
    };

    /// <summary>
    /// Finds the reason why a metric has no value on some rows; null when it has one. Without a value there is no
    /// verdict: no limit is kept or broken.
    /// </summary>
    public static string? WhyUndefined(
        ErrorSums sums, Metric metric, double hoursPerYear = ReturnPolicy.AllHours) =>
        !double.IsNaN(Of(sums, metric, hoursPerYear)) ? null
        : sums.Count == 0 ? "there are no rows"
        : metric switch
        {
            Metric.R2 => "all outcomes are equal",
            Metric.Mape or Metric.Within20 => "all outcomes are 0",
            Metric.Auc or Metric.BalancedAccuracy => "all outcomes are of one class",
            Metric.AveragePrecision or Metric.Recall => "no outcome is of class 1",
            Metric.Specificity => "no outcome is of class 0",
            Metric.Precision => "class 1 was never predicted",
            Metric.F1 => "class 1 was neither predicted nor observed",
            Metric.MatthewsCorrelation => "all predictions or all outcomes are of one class",
            Metric.LogLoss => "no probabilities are known",
            Metric.Sharpe => "returns do not vary",
            Metric.Sortino => "no hour lost",
            Metric.ProfitFactor or Metric.WinRate => "no position gained or lost",
            Metric.MaximumDrawdown => "no positions were taken",
            _ => "it is not defined for these rows",
        };

    /// <summary>Returns the range of a metric's values.</summary>
    public static Interval RangeOf(Metric metric) => metric switch
    {
        Metric.Rmse or Metric.Mae or Metric.Mape or Metric.LogLoss or Metric.ProfitFactor or Metric.MaximumDrawdown =>
            new(0, double.PositiveInfinity),
        Metric.R2 => new(double.NegativeInfinity, 1),
        Metric.MatthewsCorrelation => new(-1, 1),
        Metric.Bias or Metric.Sharpe or Metric.Sortino => new(double.NegativeInfinity, double.PositiveInfinity),
        _ => new(0, 1),
    };

    public static double Of(
        ErrorSums sums, Metric metric, double hoursPerYear = ReturnPolicy.AllHours) =>
        sums.Count == 0 ? double.NaN
        : sums.Task == PredictionTask.MulticlassClassification ? OfClasses(sums, metric)
        : metric switch
        {
            Metric.Rmse => Rounded(sums.Regression.RootMeanSquaredError, sums),
            Metric.Mae => Rounded(sums.Regression.MeanAbsoluteError, sums),
            Metric.Mape => sums.Regression.MeanAbsolutePercentageError,
            Metric.R2 => sums.Regression.RSquared,
            Metric.Within20 => sums.Regression.ShareWithin20,
            Metric.Bias => sums.Regression.Bias,
            Metric.Accuracy => sums.Binary.Confusion.Accuracy,
            Metric.ErrorRate => 1 - sums.Binary.Confusion.Accuracy,
            Metric.F1 => sums.Binary.Confusion.F1,
            Metric.Precision => sums.Binary.Confusion.Precision,
            Metric.Recall => sums.Binary.Confusion.Recall,
            Metric.Specificity => sums.Binary.Confusion.Specificity,
            Metric.BalancedAccuracy => sums.Binary.Confusion.BalancedAccuracy,
            Metric.MatthewsCorrelation => sums.Binary.Confusion.MatthewsCorrelation,
            Metric.LogLoss => sums.Binary.MeanLogLoss,
            Metric.Brier => sums.Binary.BrierScore,
            Metric.Auc => ScoresOf(sums).Auc(),
            Metric.AveragePrecision => ScoresOf(sums).AveragePrecision(),
            Metric.CalibrationError => CalibrationError(sums),
            Metric.Sharpe => sums.Returns.Sharpe(hoursPerYear),
            Metric.Sortino => sums.Returns.Sortino(hoursPerYear),
            Metric.ProfitFactor => sums.Returns.ProfitFactor,
            Metric.WinRate => sums.Returns.WinRate,
            Metric.MaximumDrawdown => sums.Returns.Periods == 0 ? double.NaN : sums.Returns.MaximumDrawdown,
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "is not a metric"),
        };

    /// <summary>
    /// Computes the worsening of a metric as a share of the reference: 0.15 is 15 % worse, negative is better; NaN
    /// where there is none, as from an infinite reference.
    /// </summary>
    public static double Worsening(Metric metric, double reference, double current)
    {
        if (metric == Metric.Bias) (reference, current) = (Math.Abs(reference), Math.Abs(current));
        var change = HigherIsBetter(metric) ? reference - current : current - reference;
        return reference == 0
            ? (change == 0 ? 0 : Math.Sign(change) * double.PositiveInfinity)
            : change / Math.Abs(reference);
    }

    /// <summary>Returns true when a metric's value is within the limit; NaN is not.</summary>
    public static bool Keeps(Metric metric, double value, double limit) =>
        HigherIsBetter(metric) ? value >= limit : (metric == Metric.Bias ? Math.Abs(value) : value) <= limit;

    /// <summary>Counts the rows whose class was predicted correctly.</summary>
    internal static double RightOf(ErrorSums sums) => sums.Task == PredictionTask.MulticlassClassification
        ? sums.ByClass.Correct
        : sums.Binary.Confusion.TruePositives + sums.Binary.Confusion.TrueNegatives;

    internal static ScoreSketch ScoresOf(ErrorSums sums) => ScoreSketch.Of(sums.PositiveScores, sums.NegativeScores);

    // What only rounding leaves is no error: it would double or halve for nothing.
    private static double Rounded(double error, ErrorSums sums)
    {
        const double Rounding = 1e-9;
        var scale = Math.Sqrt(sums.Regression.SquaredOutcomes / sums.Regression.Rows);
        return error <= scale * Rounding ? 0 : error;
    }

    private static double OfClasses(ErrorSums sums, Metric metric) => metric switch
    {
        Metric.Accuracy => sums.ByClass.Accuracy,
        Metric.ErrorRate => 1 - sums.ByClass.Accuracy,
        Metric.F1 => sums.ByClass.MacroF1,
        Metric.BalancedAccuracy => sums.ByClass.BalancedAccuracy,
        Metric.LogLoss => sums.Several.MeanLogLoss,
        _ => double.NaN,
    };

    // As in CalibrationBins.
    private static double CalibrationError(ErrorSums sums)
    {
        double gaps = 0;
        foreach (var gap in sums.ScoreGaps) gaps += Math.Abs(gap);
        return gaps / sums.Count;
    }
}
