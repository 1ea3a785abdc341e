using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.FleetAlerts;

/// <summary>What a model tells the fleet of its drift; without a text, that there is none any more.</summary>
public sealed record DriftTest(string ModelId, DateTimeOffset At, double PValue, Severity Severity, string Text)
{
    public bool IsOver => Text.Length == 0;

    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);
}
