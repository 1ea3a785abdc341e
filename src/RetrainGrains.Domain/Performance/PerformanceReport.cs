using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Performance;

/// <summary>What one rule saw: reference, current, the limit it holds against, and how sure the verdict is.</summary>
public sealed record PerformanceEvidence(
    Metric Metric, RuleKind Kind, double Reference, double Current, double Worsening, double Limit,
    double PValue, Severity Severity, bool Fired)
{
    /// <summary>Where the current value lies, at 95 %; NaN where <see cref="MetricInterval"/> has none.</summary>
    public double Lower { get; init; } = double.NaN;
    public double Upper { get; init; } = double.NaN;

    /// <summary>Whose rows they are; null: all.</summary>
    public string? Segment { get; init; }

    /// <summary>What the p-value was held to, where several tests share the significance.</summary>
    public double? Level { get; init; }

    /// <summary>Hours up to the check that were too young to be counted.</summary>
    public int? HoursLeftOut { get; init; }

    /// <summary>Says in a sentence what was seen, with its limit and its chance.</summary>
    public string Describe()
    {
        var subject = Metrics.NameOf(Metric) + (Segment is { } segment ? $" of {segment}" : "");
        var interval = double.IsNaN(Lower) ? "" : $" ({Formatted.Number(Lower)}–{Formatted.Number(Upper)})";
        var level = Level is { } held ? $" ≤ {Formatted.Number(held)}" : "";
        var young = HoursLeftOut is { } hours ? $"; the youngest {hours} h are left out" : "";
        return Kind == RuleKind.Bound
            ? $"{subject} is {Formatted.Number(Current)}{interval}, the bound is {Formatted.Number(Limit)}{young}"
            : $"{subject} went from {Formatted.Number(Reference)} to {Formatted.Number(Current)}{interval}, "
                + $"{Formatted.Percent(Worsening)} worse "
                + $"(limit {Formatted.Percent(Limit)}, p = {Formatted.Number(PValue)}{level}){young}";
    }
}

/// <summary>The errors of the current window against the reference.</summary>
public sealed record PerformanceReport(int Outcomes, ImmutableArray<PerformanceEvidence> Evidence)
{
    public static PerformanceReport Silent(int outcomes) => new(outcomes, []);

    public IEnumerable<PerformanceEvidence> Fired => Evidence.Where(evidence => evidence.Fired);
}
