using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Performance;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>The signals of a check with their evidence, in the order in which they were read.</summary>
internal static class CheckSignals
{
    /// <summary>
    /// The most signals that a check keeps, which bounds its line in the ledger; beyond it quiet ones are left out, the
    /// last ones first.
    /// </summary>
    public const int Max = 400;

    public static ImmutableArray<CheckSignal> Of(
        PerformanceReport performance, DriftReport drift, EstimateReport? estimate, AttributionReport? attributions,
        ImmutableArray<ChangeEvidence> changes)
    {
        CheckSignal[] all =
        [
            .. performance.Evidence.Select(Of),
            .. drift.Drifted.Concat(drift.Quiet).Select(Of),
            .. estimate?.Evidence.Select(Of) ?? [],
            .. attributions?.Features.Select(Of) ?? [],
            .. changes.Select(Of),
        ];
        return all.Length <= Max
            ? [.. all]
            : [.. all.OrderBy(signal => signal.Verdict == SignalVerdict.Quiet).Take(Max)];
    }

    private static CheckSignal Of(PerformanceEvidence evidence) => new(
        SignalSource.Performance, evidence.Segment ?? "", $"{Metrics.NameOf(evidence.Metric)} {evidence.Kind}",
        evidence.Current, evidence.Reference, evidence.Limit, evidence.PValue,
        evidence.Undefined is not null ? SignalVerdict.Undefined : Verdict(evidence.Fired));

    private static CheckSignal Of(DriftEvidence evidence) => new(
        SignalSource.Drift, evidence.Feature,
        evidence.Subject == DriftSubject.Input ? evidence.Statistic : $"{evidence.Statistic} of {evidence.Subject}",
        evidence.Value, null, evidence.Limit, evidence.PValue,
        double.IsNaN(evidence.Value) ? SignalVerdict.Undefined : Verdict(evidence.Drifted));

    private static CheckSignal Of(EstimateEvidence evidence) => new(
        SignalSource.Estimate, "", $"{Metrics.NameOf(evidence.Metric)} {evidence.Kind}", evidence.Estimate,
        evidence.Reference, evidence.Limit, null, Verdict(evidence.Fired));

    private static CheckSignal Of(AttributionEvidence evidence) => new(
        SignalSource.Attribution, evidence.Feature, evidence.Measure.ToString(), evidence.ShareNow,
        evidence.ShareThen, null, evidence.PValue, Verdict(evidence.Moved));

    private static CheckSignal Of(ChangeEvidence evidence) => new(
        SignalSource.Change, evidence.On, $"{evidence.Detector} per {evidence.Per}", evidence.Statistic, null,
        evidence.Threshold, null, Verdict(evidence.IsConfirmed));

    private static SignalVerdict Verdict(bool fired) => fired ? SignalVerdict.Fired : SignalVerdict.Quiet;
}
