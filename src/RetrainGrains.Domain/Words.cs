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

    /// <summary>Rounded up to the minute: what is said to hold from then on does.</summary>
    public static string Moment(DateTimeOffset at)
    {
        var minutes = (at.UtcTicks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute;
        return new DateTime(minutes * TimeSpan.TicksPerMinute)
            .ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);
    }

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

    public static string Of(EstimateEvidence evidence, int predictions)
    {
        var band = $"{Number(evidence.Estimate)} ± {Number(evidence.Upper - evidence.Estimate)}";
        return evidence.Kind == RuleKind.Bound
            ? $"{Name(evidence.Metric)} is estimated at {band} before outcomes, the bound is {Number(evidence.Limit)} "
                + $"({predictions} predictions)"
            : $"{Name(evidence.Metric)} is estimated at {band} before outcomes, {Percent(evidence.Worsening)} worse "
                + $"than {Number(evidence.Reference)} (limit {Percent(evidence.Limit)}; {predictions} predictions)";
    }

    public static string Of(DriftEvidence evidence) =>
        $"{evidence.Feature} moved: {Name(evidence.Statistic)} {Number(evidence.Value)}, "
            + $"limit {Number(evidence.Limit)} (p = {Number(evidence.PValue)})";

    public static string Of(DriftReport report, int streak)
    {
        var names = report.Drifted.Select(evidence => evidence.Feature).Distinct().ToArray();
        var shown = string.Join(", ", names.Take(3)) + (names.Length > 3 ? $" and {names.Length - 3} more" : "");
        var promise = report.Correction == DriftCorrection.BenjaminiHochberg
            ? $"false share at most {Number(report.Level)} (Benjamini–Hochberg)"
            : $"false-alarm level {Number(report.Level)} each";
        return $"{names.Length} features drifted in {streak} checks in a row ({shown}; {promise})";
    }

    public static string Of(ContributionReport report)
    {
        if (report.Missing is { } reason) return $"reasons of {report.Version} cannot be watched: {reason}";
        var compared = $"{report.Days} days with {report.ReferenceDays} of training";
        ContributionEvidence[] moved = [.. report.Features.Where(feature => feature.Moved)];
        if (moved.Length > 0)
        {
            var shown = string.Join(", ", moved.Take(3).Select(Of));
            var more = moved.Length > 3 ? $" and {moved.Length - 3} more" : "";
            return $"reasons have moved: {shown}{more} ({compared}; false-alarm rate {Number(report.Level)} a check)";
        }
        return report.Features.IsEmpty
            ? $"reasons are not known yet: {report.Rows} rows of {report.Days} whole days are explained"
            : $"reasons are as they were, most changed {Of(report.Features[0])} ({compared})";
    }

    public static string Of(ContributionEvidence evidence) =>
        (evidence.Measure == ContributionMeasure.Direction
            ? $"{evidence.Feature} adds {Percent(Math.Abs(evidence.Change))} of all contributions "
                + $"{(evidence.Change > 0 ? "more" : "less")} on average"
            : $"{evidence.Feature} from {Percent(evidence.ShareThen)} to {Percent(evidence.ShareNow)} of all "
                + "contributions")
        + $" (p = {Number(evidence.PValue)})";

    public static string Name(FleetProcedure procedure) => procedure switch
    {
        FleetProcedure.BenjaminiHochberg => "Benjamini–Hochberg",
        FleetProcedure.BenjaminiYekutieli => "Benjamini–Yekutieli",
        _ => "none",
    };

    public static string Name(DriftStatistic statistic) => statistic switch
    {
        DriftStatistic.MeanShift => "mean shift",
        DriftStatistic.VarianceRatio => "standard deviation ratio",
        DriftStatistic.PopulationStability => "population stability index",
        DriftStatistic.KullbackLeibler => "Kullback–Leibler divergence",
        DriftStatistic.JensenShannon => "Jensen–Shannon distance",
        DriftStatistic.Hellinger => "Hellinger distance",
        DriftStatistic.Wasserstein => "Wasserstein distance",
        DriftStatistic.KolmogorovSmirnov => "Kolmogorov–Smirnov distance",
        DriftStatistic.ChiSquared => "chi-squared",
        DriftStatistic.GTest => "G",
        DriftStatistic.MissingRate => "change of the missing rate",
        DriftStatistic.OutOfRange => "change of the share out of range",
        _ => statistic.ToString(),
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
}
