using System.Text.Json.Serialization;
using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Drift;

/// <summary>The unit of a mean shift.</summary>
public enum ShiftUnit
{
    StandardDeviation = 0,

    /// <summary>
    /// The mean, as in the sources; the ratio becomes very large for features whose mean is near zero.
    /// </summary>
    Mean = 1,
}

/// <summary>The meaning of a check's significance over its many tests together.</summary>
public enum DriftCorrection
{
    /// <summary>The chance of any false alarm at all, for any dependence between features.</summary>
    Bonferroni = 0,

    /// <summary>
    /// The mean false share of the reported drifts, for independent or positively dependent tests; without any drift
    /// that is the chance of a false alarm. It finds more when many features drift a little.
    /// </summary>
    BenjaminiHochberg = 1,
}

/// <summary>The settings of the check for drift of inputs, predictions and outcomes.</summary>
public sealed record DriftPolicy
{
    /// <summary>
    /// The limit of a category's change where none is set: Cohen's «small» effect, a category of 1 % that is gone. One
    /// of thousands hardly moves an index over all of them.
    /// </summary>
    public const double CategoryShiftDefault = 0.2;

    /// <summary>
    /// The change of a share that is tolerated where none is set: one row in twenty hardly moves a model.
    /// </summary>
    public const double ShareDefault = 0.05;

    // A check costs rules times features.
    private const int RulesMax = 100;

    /// <summary>
    /// The profile whose definitions the statistics follow. An overlay that names a profile starts from all of its
    /// settings (<see cref="DriftProfiles.Of"/>) and overrides those that it states.
    /// </summary>
    public DriftProfileName Profile { get; init; } = DriftProfileName.Guarded;

    /// <summary>
    /// The limit of the mean shift, in <see cref="Unit"/>; the sources say 25 %; not tested when null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? MeanShiftLimit { get; init; } = 0.25;
    public ShiftUnit Unit { get; init; } = ShiftUnit.StandardDeviation;

    /// <summary>
    /// The ratio of standard deviations, or one over it, beyond which a window differs in spread from the reference;
    /// not tested when null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? VarianceRatioLimit { get; init; } = 2;

    /// <summary>
    /// The limit of the population stability index: 0.25 is the usual value for action; the sources use 0.2 to 0.3; not
    /// tested when null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? StabilityLimit { get; init; } = 0.25;

    /// <summary>
    /// The limit of the largest change of one category's share, as Cohen's h (<see
    /// cref="DriftStatistic.CategoryShift"/>); <see cref="CategoryShiftDefault"/> in the guarded profile when null. The
    /// largest that there is switches it off, as for the limits below.
    /// </summary>
    public double? CategoryShiftLimit { get; init; }

    /// <summary>
    /// The change of the share of missing values that is tolerated; <see cref="ShareDefault"/> in the guarded profile
    /// when null.
    /// </summary>
    public double? MissingRateLimit { get; init; }

    /// <summary>
    /// The change of the share of categories that the schema does not list; otherwise as missing values, which a model
    /// takes them for.
    /// </summary>
    public double? UnlistedRateLimit { get; init; }

    /// <summary>
    /// The change of the share of values beyond all of the reference, where trees cannot follow; otherwise as missing
    /// values.
    /// </summary>
    public double? OutOfRangeLimit { get; init; }

    /// <summary>
    /// The further statistics with their limits; the limits above find most kinds of drift. A rule for all features on
    /// a statistic of one of those limits takes its place.
    /// </summary>
    public ImmutableArray<DriftRule> Rules { get; init; } = [];

    /// <summary>
    /// Compares the predictions that are served with those from before the champion was chosen, by the same limits and
    /// within the same rate of false alarms; only in the guarded profile when null.
    /// </summary>
    public bool? Predictions { get; init; }

    /// <summary>
    /// Compares outcomes with those of the training rows, otherwise as predictions. Outcomes that move while inputs do
    /// not are what a model cannot follow.
    /// </summary>
    public bool? Outcomes { get; init; }

    /// <summary>
    /// The share of the features that must have drifted for the check to report drift; 0 means any one of them, so that
    /// a broken sensor among hundreds is not overlooked.
    /// </summary>
    public double MinimumFeatureShare { get; init; }

    /// <summary>
    /// The false-alarm rate of one check over all features and rules together, as <see cref="Correction"/> defines it.
    /// 1 switches the test off.
    /// </summary>
    public double Significance { get; init; } = 0.01;

    /// <summary>
    /// The way in which the significance is shared among the tests; the default holds without any assumption.
    /// </summary>
    public DriftCorrection Correction { get; init; } = DriftCorrection.Bonferroni;

    /// <summary>The length of the window; see <see cref="PerformancePolicy.Window"/>.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The number of rows below which a window is not judged.</summary>
    public int MinimumRows { get; init; } = 50;

    /// <summary>The number of consecutive checks that must agree before drift counts as sustained.</summary>
    public int SustainedChecks { get; init; } = 3;

    /// <summary>
    /// The number of rows that count as one independent row: neighbouring rows resemble each other, so a window of n
    /// rows is taken for n / this many independent ones. 24 is a day of hourly rows.
    /// </summary>
    public double RowsPerIndependentRow { get; init; } = 24;

    /// <summary>
    /// The severity of sustained drift that no rule gives another one (<see cref="DriftRule.Severity"/>). Drift is an
    /// indication and not damage: by default it only warns.
    /// </summary>
    public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>
    /// The settings of the check of the champion's attributions. Switched off by default, since rows have to be
    /// explained, which costs far more than to score them; switched off when null.
    /// </summary>
    public AttributionPolicy? Attributions { get; init; }

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.meanShiftLimit", MeanShiftLimit ?? 0, 0, 1e6),
        .. Limits.Check($"{path}.varianceRatioLimit", VarianceRatioLimit ?? 1, 1, 1e6),
        .. Limits.Check($"{path}.stabilityLimit", StabilityLimit ?? 0, 0, 1e6),
        .. Limits.Check($"{path}.categoryShiftLimit", CategoryShiftLimit ?? 0, 0, Math.PI),
        .. Limits.Check($"{path}.missingRateLimit", MissingRateLimit ?? 0, 0, 1),
        .. Limits.Check($"{path}.unlistedRateLimit", UnlistedRateLimit ?? 0, 0, 1),
        .. Limits.Check($"{path}.outOfRangeLimit", OutOfRangeLimit ?? 0, 0, 1),
        .. Limits.Check($"{path}.rules", Rules.Length, 0, RulesMax),
        .. Rules.SelectMany((rule, i) => rule.Validate($"{path}.rules[{i}]")),
        .. Limits.Check($"{path}.minimumFeatureShare", MinimumFeatureShare, 0, 1),
        .. Limits.Check($"{path}.significance", Significance, 1e-9, 1),
        .. Limits.Check($"{path}.window", Window, TimeSpan.FromHours(1), TimeSpan.FromDays(60)),
        .. Limits.Check($"{path}.minimumRows", MinimumRows, 1, 1_000_000),
        .. Limits.Check($"{path}.sustainedChecks", SustainedChecks, 1, 1_000),
        .. Limits.Check($"{path}.rowsPerIndependentRow", RowsPerIndependentRow, 1, 1e6),
        .. Check(Severity, $"{path}.severity"),
        .. Attributions?.Validate($"{path}.attributions") ?? [],
    ];

    /// <summary>The highest severity that drift can have.</summary>
    internal Severity HighestSeverity => Rules.Max(rule => rule.Severity) is { } highest && highest > Severity
        ? highest
        : Severity;

    /// <summary>Finds that a severity is none that drift can have: an emergency is declared by people.</summary>
    internal static IEnumerable<Problem> Check(Severity? severity, string path)
    {
        if (severity is null or Severity.Info or Severity.Warning or Severity.Critical) yield break;
        yield return Problem.Of(path, severity, "must be info, warning or critical");
    }

    /// <summary>Lists the limits and the rules, in the order in which evidence is listed.</summary>
    internal ImmutableArray<DriftRule> AllRules() =>
    [
        .. Limit(DriftStatistic.PopulationStability, StabilityLimit),
        .. Limit(DriftStatistic.MeanShift, MeanShiftLimit),
        .. Limit(DriftStatistic.VarianceRatio, VarianceRatioLimit),
        .. Limit(DriftStatistic.CategoryShift, CategoryShiftLimit ?? Guarded(CategoryShiftDefault)),
        .. Limit(DriftStatistic.MissingRate, MissingRateLimit ?? Guarded(ShareDefault)),
        .. Limit(DriftStatistic.UnlistedRate, UnlistedRateLimit ?? Guarded(ShareDefault)),
        .. Limit(DriftStatistic.OutOfRange, OutOfRangeLimit ?? Guarded(ShareDefault)),
        .. Rules,
    ];

    internal bool ComparesPredictions => Predictions ?? Profile == DriftProfileName.Guarded;

    internal bool ComparesOutcomes => Outcomes ?? Profile == DriftProfileName.Guarded;

    // Tools and sources test nothing that they do not name.
    private double? Guarded(double limit) => Profile == DriftProfileName.Guarded ? limit : null;

    // A limit that nothing can pass is no test, and takes nothing from the others' level.
    private DriftRule[] Limit(string statistic, double? limit) =>
        limit is { } some && some < DriftStatistics.Find(statistic)!.Limits.High
            && !Rules.Any(rule => rule.Found?.Name == statistic && rule.Features.IsEmpty)
            ? [new DriftRule(statistic, some)]
            : [];
}
