using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// What a watch has found under the present champion since the last run, and how far it is to be believed.
/// </summary>
public sealed record ChangeEvidence(
    string Detector, string On, ChangeUnit Per, DateTimeOffset At, double Statistic, double Threshold, int Alarms,
    int Confirmations, Severity Severity, string Text)
{
    public bool IsConfirmed => Alarms >= Confirmations;
}
