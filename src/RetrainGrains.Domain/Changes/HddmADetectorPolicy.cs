using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>Alarms when the mean rate of errors has risen: for gradual changes.</summary>
public sealed record HddmADetectorPolicy : HddmDetectorPolicy
{
    internal override ChangeDetector Create() => new HddmA(Settings);
}
