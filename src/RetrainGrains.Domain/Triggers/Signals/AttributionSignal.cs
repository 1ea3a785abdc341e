using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers.Signals;

/// <summary>
/// The signal of attributions of the champion that have changed from those on its training rows. An alert of its own,
/// which no rule can name, reports that they cannot be followed: it is notified once for each version.
/// </summary>
internal sealed class AttributionSignal : ITriggerSignal
{
    public string Name => TriggerKind.Attributions;
    private const string NameOfMissing = "attributions-missing";

    public IEnumerable<SignalReport> Read(TriggerPolicies policies, TriggerFacts facts)
    {
        if (facts.Attributions is not { } report || policies.Drift.Attributions is not { } settings) yield break;
        yield return new SignalReport(
            Name, TriggerKind.Attributions, settings.Severity, report.Any, report.Describe())
        {
            Alert = Name,
            Distance = report.Any ? 0 : DistanceOf(settings, report),
            ToFire = report.Features.IsEmpty ? null : Fire(settings, report.Features[0]),
            ToRest = new WhatIf(
                "no feature's attribution had moved",
                known => With(known, [.. known.Attributions!.Features.Select(one => one with { Moved = false })])),
        };
        if (report.Missing is null) yield break;
        yield return new SignalReport(
            NameOfMissing, TriggerKind.Attributions, Severity.Info, Fired: true, report.Describe())
        {
            Alert = $"{NameOfMissing} {report.Version}",
        };
    }

    // As a share of the limit; a change beyond it that is not significant is a little away.
    private static double DistanceOf(AttributionPolicy settings, AttributionReport report) =>
        report.Features.IsEmpty
            ? 1
            : Math.Max(0, 1 - Math.Abs(report.Features[0].Change) / Math.Max(settings.MinimumEffect, 1e-9))
                + Math.Max(0, report.Features[0].PValue - report.Level);

    private static WhatIf Fire(AttributionPolicy settings, AttributionEvidence nearest) => new(
        $"the attribution of {nearest.Feature} had moved by more than {Formatted.Percent(settings.MinimumEffect)} of "
            + $"all attributions for certain (it is {Formatted.Percent(Math.Abs(nearest.Change))}, "
            + $"p = {Formatted.Number(nearest.PValue)})",
        known => With(
            known, [nearest with { Moved = true }, .. known.Attributions!.Features.Where(one => one != nearest)]));

    private static TriggerFacts With(TriggerFacts facts, ImmutableArray<AttributionEvidence> features) =>
        facts with { Attributions = facts.Attributions! with { Features = features } };
}
