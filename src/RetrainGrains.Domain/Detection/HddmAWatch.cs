using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Detection;

/// <summary>Alarms when the mean rate of errors has risen: for gradual changes.</summary>
public sealed record HddmAWatch : HddmWatch
{
    internal override ChangeDetector Create() => new HddmA(Settings);
}
