namespace RetrainGrains.Domain.Performance;

/// <summary>What one rule saw: reference, current, the limit it holds against, and how sure the verdict is.</summary>
public sealed record PerformanceEvidence(
    Metric Metric, RuleKind Kind, double Reference, double Current, double Worsening, double Limit,
    double PValue, Severity Severity, bool Fired);

/// <summary>The errors of the current window against the reference.</summary>
public sealed record PerformanceReport(int Outcomes, ImmutableArray<PerformanceEvidence> Evidence)
{
    public static PerformanceReport Silent(int outcomes) => new(outcomes, []);

    public IEnumerable<PerformanceEvidence> Fired => Evidence.Where(evidence => evidence.Fired);
}
