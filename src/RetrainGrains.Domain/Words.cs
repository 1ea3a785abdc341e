using System.Globalization;

namespace RetrainGrains.Domain;

/// <summary>Evidence in words: one place, so that the ledger, the console and the terminal say the same.</summary>
public static class Words
{
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    public static string Days(TimeSpan span) => span < TimeSpan.FromDays(2)
        ? span.TotalHours.ToString("0.#", CultureInfo.InvariantCulture) + " h"
        : span.TotalDays.ToString("0.#", CultureInfo.InvariantCulture) + " days";

    public static string Of(PerformanceEvidence evidence)
    {
        var subject = Name(evidence.Metric) + (evidence.Segment is { } segment ? $" of {segment}" : "");
        var interval = double.IsNaN(evidence.Lower) ? ""
            : $" ({Number(evidence.Lower)}–{Number(evidence.Upper)})";
        var level = evidence.Level is { } held ? $" ≤ {Number(held)}" : "";
        var young = evidence.HoursLeftOut is { } hours ? $"; the youngest {hours} h are left out" : "";
        return evidence.Kind == RuleKind.Bound
            ? $"{subject} is {Number(evidence.Current)}{interval}, the bound is {Number(evidence.Limit)}{young}"
            : $"{subject} went from {Number(evidence.Reference)} to {Number(evidence.Current)}{interval}, "
                + $"{Percent(evidence.Worsening)} worse "
                + $"(limit {Percent(evidence.Limit)}, p = {Number(evidence.PValue)}{level}){young}";
    }

    public static string Of(EstimateEvidence evidence)
    {
        var band = $"{Number(evidence.Estimate)} ± {Number(evidence.Upper - evidence.Estimate)}";
        return evidence.Kind == RuleKind.Bound
            ? $"{Name(evidence.Metric)} is estimated at {band} before outcomes, the bound is {Number(evidence.Limit)}"
            : $"{Name(evidence.Metric)} is estimated at {band} before outcomes, {Percent(evidence.Worsening)} worse "
                + $"than {Number(evidence.Reference)} (limit {Percent(evidence.Limit)})";
    }

    public static string Of(EstimateReport report) =>
        $"{string.Join("; ", report.Fired.Select(Of))} ({report.Rows} predictions)";

    public static string Of(DriftReport report, int streak)
    {
        var names = report.Drifted.Select(evidence => evidence.Feature).Distinct().ToArray();
        var shown = string.Join(", ", names.Take(3)) + (names.Length > 3 ? $" and {names.Length - 3} more" : "");
        var promise = report.Correction == DriftCorrection.BenjaminiHochberg
            ? $"false share at most {Number(report.Level)} (Benjamini–Hochberg)"
            : $"false-alarm level {Number(report.Level)} each";
        return $"{names.Length} features drifted in {streak} checks in a row ({shown}; {promise})";
    }

    public static string Name(FleetProcedure procedure) => procedure switch
    {
        FleetProcedure.BenjaminiHochberg => "Benjamini–Hochberg",
        FleetProcedure.BenjaminiYekutieli => "Benjamini–Yekutieli",
        _ => "none",
    };

    public static string Name(Metric metric) => metric switch
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
}
