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

    public static string Of(PerformanceEvidence evidence) => evidence.Kind == RuleKind.Bound
        ? $"{Name(evidence.Metric)} is {Number(evidence.Current)}, the bound is {Number(evidence.Limit)}"
        : $"{Name(evidence.Metric)} went from {Number(evidence.Reference)} to {Number(evidence.Current)}, "
            + $"{Percent(evidence.Worsening)} worse (limit {Percent(evidence.Limit)}, p = {Number(evidence.PValue)})";

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
        _ => metric.ToString().ToLowerInvariant(),
    };
}
