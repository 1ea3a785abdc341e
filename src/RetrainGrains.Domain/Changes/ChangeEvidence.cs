using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// The finding of a detector under the present champion since the last run, with its false-alarm rate.
/// </summary>
public sealed record ChangeEvidence(
    string Detector, string On, ChangeUnit Per, DateTimeOffset At, double Statistic, double Threshold, int Alarms,
    int Confirmations, Severity Severity, string Text)
{
    public bool IsConfirmed => Alarms >= Confirmations;
}
