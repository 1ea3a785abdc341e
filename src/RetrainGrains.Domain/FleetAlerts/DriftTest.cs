using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.FleetAlerts;

/// <summary>A model's report of its drift to the fleet; an empty text reports that the drift is over.</summary>
public sealed record DriftTest(string ModelId, DateTimeOffset At, double PValue, Severity Severity, string Text)
{
    public bool IsOver => Text.Length == 0;

    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);
}
