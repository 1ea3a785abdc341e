namespace RetrainGrains.Domain.Triggers;

/// <summary>
/// Reasons of the champion that have moved from those it had on its training rows. That they cannot be watched is an
/// alarm of its own, which no rule can speak of: it is told once for each version.
/// </summary>
internal static class ContributionSignal
{
    public const string Name = "contributions";
    private const string NameOfMissing = "contributions-missing";

    public static IEnumerable<SignalReading> Read(ModelPolicy policy, TriggerFacts facts)
    {
        if (facts.Contributions is not { } report || policy.Drift.Contributions is not { } settings) yield break;
        yield return new SignalReading(
            Name, TriggerKind.Contributions, settings.Severity, report.Any, Words.Of(report))
        {
            Alarm = Name,
            Distance = report.Any ? 0 : DistanceOf(settings, report),
            ToFire = report.Features.IsEmpty ? null : Fire(settings, report.Features[0]),
            ToRest = new FactsChange(
                "no feature's contribution had moved",
                known => known.With([.. known.Contributions!.Features.Select(one => one with { Moved = false })])),
        };
        if (report.Missing is null) yield break;
        yield return new SignalReading(
            NameOfMissing, TriggerKind.Contributions, Severity.Info, Fired: true, Words.Of(report))
        {
            Alarm = $"{NameOfMissing} {report.Version}",
        };
    }

    // As a share of the limit; what is beyond it and not sure is a little away.
    private static double DistanceOf(ContributionPolicy settings, ContributionReport report) =>
        report.Features.IsEmpty
            ? 1
            : Math.Max(0, 1 - Math.Abs(report.Features[0].Change) / Math.Max(settings.MinimumEffect, 1e-9))
                + Math.Max(0, report.Features[0].PValue - report.Level);

    private static FactsChange Fire(ContributionPolicy settings, ContributionEvidence nearest) => new(
        $"the contribution of {nearest.Feature} had moved by more than {Words.Percent(settings.MinimumEffect)} of all "
            + $"contributions for certain (it is {Words.Percent(Math.Abs(nearest.Change))}, "
            + $"p = {Words.Number(nearest.PValue)})",
        known => known.With(
            [nearest with { Moved = true }, .. known.Contributions!.Features.Where(one => one != nearest)]));

    private static TriggerFacts With(this TriggerFacts facts, ImmutableArray<ContributionEvidence> features) =>
        facts with { Contributions = facts.Contributions! with { Features = features } };
}
