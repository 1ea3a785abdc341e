using System.Text.Json.Serialization;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// The result of one statistic of one feature: the feature counts as drifted when the value passes the limit and the
/// chance of such a value without drift is below the check's corrected level.
/// </summary>
public sealed record DriftEvidence(
    string Feature, string Statistic, double Value, double Limit, double PValue, bool Drifted)
{
    /// <summary>The part of the rows that <see cref="Feature"/> is the name of.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DriftSubject Subject { get; init; }

    /// <summary>The severity that the rule gives it; null in entries from before rules had one.</summary>
    public Severity? Severity { get; init; }

    /// <summary>The feature as it is told to people: predictions and outcomes are named as such.</summary>
    [JsonIgnore]
    public string Title => Subject switch
    {
        DriftSubject.Prediction => "the predictions",
        DriftSubject.Outcome => $"the outcomes ({Feature})",
        _ => Feature,
    };

    /// <summary>Describes in a sentence how far the feature has moved, with its limit and its chance.</summary>
    public string Describe() =>
        $"{Title} moved: {DriftStatistics.Find(Statistic)?.Title ?? Statistic} {Formatted.Number(Value)}, "
            + $"limit {Formatted.Number(Limit)} (p = {Formatted.Number(PValue)})";
}

/// <summary>
/// The comparison of all features with their reference. The level is each test's own, or with Benjamini–Hochberg the
/// false share that is allowed for all of them.
/// </summary>
public sealed record DriftReport(
    int Rows, int Tests, double Level, ImmutableArray<DriftEvidence> Drifted,
    DriftCorrection Correction = DriftCorrection.Bonferroni)
{
    private const int ReasonsMax = 20;

    /// <summary>
    /// The comparisons that could not be made, each with its reason. No drift is only what has been compared.
    /// </summary>
    public ImmutableArray<string> NotCompared { get; init; } = [];

    /// <summary>The comparisons that found no drift: within their limit, or by chance beyond it.</summary>
    public ImmutableArray<DriftEvidence> Quiet { get; init; } = [];

    /// <summary>Returns true when nothing at all could be compared: neither drift nor its absence.</summary>
    public bool IsBlind { get; init; }

    public static DriftReport Silent(int rows) => new(rows, 0, 0, []);

    /// <summary>The number of features that must have drifted for the check to report drift.</summary>
    public int FeaturesNeeded { get; init; } = 1;

    /// <summary>
    /// Describes in a sentence which features drifted in how many checks, and at which false-alarm rate.
    /// </summary>
    public string Describe(int streak)
    {
        var names = Drifted.Select(evidence => evidence.Title).Distinct().ToArray();
        var shown = string.Join(", ", names.Take(3)) + (names.Length > 3 ? $" and {names.Length - 3} more" : "");
        var promise = Correction == DriftCorrection.BenjaminiHochberg
            ? $"false share at most {Formatted.Number(Level)} (Benjamini–Hochberg)"
            : $"false-alarm level {Formatted.Number(Level)} each";
        return $"{Counted(names.Length)} drifted in {streak} checks in a row ({shown}; {promise})"
            + (IsOfOutcomesOnly
                ? "; outcomes have moved while inputs have not: something else may follow from the same inputs, which "
                    + "a retraining learns"
                : "");
    }

    /// <summary>Returns true when enough inputs have drifted, or answers have.</summary>
    public bool Any => AnyOf(_ => true);

    /// <summary>Returns true when drift of a critical severity alone would be drift.</summary>
    public bool AnyCritical => AnyOf(evidence => evidence.Severity >= Primitives.Severity.Critical);

    /// <summary>Returns true when outcomes have drifted, and no input has of those that were compared.</summary>
    public bool IsOfOutcomesOnly =>
        Drifted.Any(evidence => evidence.Subject == DriftSubject.Outcome)
        && Drifted.All(evidence => evidence.Subject != DriftSubject.Input) && !InputsNotCompared;

    /// <summary>Returns true when no input could be compared.</summary>
    public bool InputsNotCompared { get; init; }

    /// <summary>Cuts a list of reasons to a length that a ledger can hold, and counts the rest.</summary>
    internal static ImmutableArray<string> Shortened(IReadOnlyCollection<string> reasons) =>
        reasons.Count <= ReasonsMax
            ? [.. reasons]
            : [.. reasons.Take(ReasonsMax - 1), $"and {reasons.Count - ReasonsMax + 1} more"];

    private bool AnyOf(Func<DriftEvidence, bool> counts)
    {
        var counted = Drifted.Where(counts).ToArray();
        return counted.Any(evidence => evidence.Subject != DriftSubject.Input)
            || counted.Select(evidence => evidence.Feature).Distinct().Count() >= FeaturesNeeded;
    }

    private static string Counted(int features) => features == 1 ? "1 feature" : $"{features} features";
}
