using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>The HDDM-A detector, which alarms when the mean rate of errors has risen: for gradual changes.</summary>
public sealed record HddmADetectorPolicy : HddmDetectorPolicy
{
    internal override ChangeDetector Create() => new HddmA(Settings);
}
