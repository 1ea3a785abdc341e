using System.Text.Json.Serialization;
using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Drift;

/// <summary>What a mean shift is measured in.</summary>
public enum ShiftUnit
{
    StandardDeviation = 0,

    /// <summary>The sources' literal form; it explodes for features whose mean is near zero.</summary>
    Mean = 1,
}

/// <summary>What a check's significance promises about its many tests together.</summary>
public enum DriftCorrection
{
    /// <summary>The chance of any false alarm at all, however the features depend on each other.</summary>
    Bonferroni = 0,

    /// <summary>
    /// The false share of what is reported, on average, for independent or positively dependent tests; without any
    /// drift that is the chance of a false alarm. It finds more where many features drift a little.
    /// </summary>
    BenjaminiHochberg = 1,
}

/// <summary>When inputs count as drifted.</summary>
public sealed record DriftPolicy
{
    // A check costs rules times features.
    private const int RulesMax = 100;

    /// <summary>
    /// Whose definitions the statistics follow. An overlay that names a profile starts from all of its settings
    /// (<see cref="DriftProfiles.Of"/>) and overrides them where it speaks.
    /// </summary>
    public DriftProfileName Profile { get; init; } = DriftProfileName.Guarded;

    /// <summary>Limit of the mean shift, in <see cref="Unit"/>; the sources say 25 %. Null: not looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? MeanShiftLimit { get; init; } = 0.25;
    public ShiftUnit Unit { get; init; } = ShiftUnit.StandardDeviation;

    /// <summary>A standard deviation this many times the reference's, or one over it, is a change of spread.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? VarianceRatioLimit { get; init; } = 2;

    /// <summary>0.25 is the usual «act now» of the population stability index; the sources use 0.2 to 0.3.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? StabilityLimit { get; init; } = 0.25;

    /// <summary>Further statistics with their limits; the three above find what most drift looks like.</summary>
    public ImmutableArray<DriftRule> Rules { get; init; } = [];

    /// <summary>
    /// The share of the features that must have drifted for the check to say so; 0: any one of them, so that a broken
    /// sensor among hundreds is not overlooked.
    /// </summary>
    public double MinimumFeatureShare { get; init; }

    /// <summary>
    /// False-alarm rate of one check over all features and rules together, as <see cref="Correction"/> has it. 1
    /// switches the guard off.
    /// </summary>
    public double Significance { get; init; } = 0.01;

    /// <summary>How the significance is shared among the tests; the default holds without any assumption.</summary>
    public DriftCorrection Correction { get; init; } = DriftCorrection.Bonferroni;

    /// <summary>Evidence looks back this far; see <see cref="PerformancePolicy.Window"/>.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Rows below which a window says nothing.</summary>
    public int MinimumRows { get; init; } = 50;

    /// <summary>Checks in a row that must agree before drift counts as sustained.</summary>
    public int SustainedChecks { get; init; } = 3;

    /// <summary>
    /// Neighbouring rows resemble each other; a window of n rows is taken for n / this many independent ones. 24 is a
    /// day of hourly rows.
    /// </summary>
    public double RowsPerIndependentRow { get; init; } = 24;

    /// <summary>
    /// Severity of sustained drift. Drift of inputs is evidence, not damage: by default it only warns.
    /// </summary>
    public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>
    /// The champion's reasons are watched too: what each feature adds to its predictions; null, the default, leaves it
    /// out: rows have to be explained, which costs far more than to score them.
    /// </summary>
    public AttributionPolicy? Attributions { get; init; }

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.meanShiftLimit", MeanShiftLimit ?? 0, 0, 1e6),
        .. Limits.Check($"{path}.varianceRatioLimit", VarianceRatioLimit ?? 1, 1, 1e6),
        .. Limits.Check($"{path}.stabilityLimit", StabilityLimit ?? 0, 0, 1e6),
        .. Limits.Check($"{path}.rules", Rules.Length, 0, RulesMax),
        .. Rules.SelectMany((rule, i) => rule.Validate($"{path}.rules[{i}]")),
        .. Limits.Check($"{path}.minimumFeatureShare", MinimumFeatureShare, 0, 1),
        .. Limits.Check($"{path}.significance", Significance, 1e-9, 1),
        .. Limits.Check($"{path}.window", Window, TimeSpan.FromHours(1), TimeSpan.FromDays(60)),
        .. Limits.Check($"{path}.minimumRows", MinimumRows, 1, 1_000_000),
        .. Limits.Check($"{path}.sustainedChecks", SustainedChecks, 1, 1_000),
        .. Limits.Check($"{path}.rowsPerIndependentRow", RowsPerIndependentRow, 1, 1e6),
        .. Attributions?.Validate($"{path}.attributions") ?? [],
    ];

    /// <summary>The three limits and the rules, in the order in which evidence is listed.</summary>
    internal ImmutableArray<DriftRule> AllRules() =>
    [
        .. Limit(DriftStatistic.PopulationStability, StabilityLimit),
        .. Limit(DriftStatistic.MeanShift, MeanShiftLimit),
        .. Limit(DriftStatistic.VarianceRatio, VarianceRatioLimit),
        .. Rules,
    ];

    private static DriftRule[] Limit(string statistic, double? limit) =>
        limit is { } some ? [new DriftRule(statistic, some)] : [];
}
