using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Performance;

/// <summary>
/// The evidence of one rule: reference, current value, the limit it is compared with, and the p-value.
/// </summary>
public sealed record PerformanceEvidence(
    Metric Metric, RuleKind Kind, double Reference, double Current, double Worsening, double Limit,
    double PValue, Severity Severity, bool Fired)
{
    /// <summary>
    /// The lower end of the 95 % interval of the current value; NaN when <see cref="MetricInterval"/> has none.
    /// </summary>
    public double Lower { get; init; } = double.NaN;
    public double Upper { get; init; } = double.NaN;

    /// <summary>The segment of the rows; all rows when null.</summary>
    public string? Segment { get; init; }

    /// <summary>
    /// The level that the p-value was compared with, when several tests share the significance; null otherwise.
    /// </summary>
    public double? Level { get; init; }

    /// <summary>The number of hours up to the check that were too young to be counted.</summary>
    public int? HoursLeftOut { get; init; }

    /// <summary>The reason why the rule has no verdict: a metric without a value; null when it has one.</summary>
    public string? Undefined { get; init; }

    /// <summary>Describes in a sentence the metric with its limit and its chance.</summary>
    public string Describe()
    {
        var subject = Metrics.NameOf(Metric) + (Segment is { } segment ? $" of {segment}" : "");
        var interval = double.IsNaN(Lower) ? "" : $" ({Formatted.Number(Lower)}–{Formatted.Number(Upper)})";
        var level = Level is { } held ? $" ≤ {Formatted.Number(held)}" : "";
        var young = HoursLeftOut is { } hours ? $"; the youngest {hours} h are left out" : "";
        if (Undefined is { } reason) return $"{subject} has no value, {reason}: no verdict{young}";
        return Kind == RuleKind.Bound
            ? $"{subject} is {Formatted.Number(Current)}{interval}, the bound is {Formatted.Number(Limit)}{young}"
            : $"{subject} went from {Formatted.Number(Reference)} to {Formatted.Number(Current)}{interval}, "
                + $"{Formatted.Percent(Worsening)} worse "
                + $"(limit {Formatted.Percent(Limit)}, p = {Formatted.Number(PValue)}{level}){young}";
    }
}

/// <summary>The report on the errors of the current window against the reference.</summary>
public sealed record PerformanceReport(int Outcomes, ImmutableArray<PerformanceEvidence> Evidence)
{
    public static PerformanceReport Silent(int outcomes) => new(outcomes, []);

    /// <summary>Lists in sentences the rules without a verdict, each with its reason.</summary>
    public IEnumerable<string> NotCompared =>
        Evidence.Where(evidence => evidence.Undefined is not null).Select(evidence => evidence.Describe());

    public IEnumerable<PerformanceEvidence> Fired => Evidence.Where(evidence => evidence.Fired);
}
