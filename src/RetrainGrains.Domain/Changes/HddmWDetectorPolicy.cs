using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// The HDDM-W detector, which alarms when the weighted mean rate of errors has risen: for abrupt changes.
/// </summary>
public sealed record HddmWDetectorPolicy : HddmDetectorPolicy
{
    /// <summary>The weight of the newest observation.</summary>
    public double Weight { get; init; } = River.Weight;

    internal override ChangeDetector Create() => new HddmW(Settings with { Weight = Weight });

    public override IEnumerable<Problem> Validate(string path) =>
        [.. base.Validate(path), .. Limits.Check($"{path}.weight", Weight, 1e-4, 1)];
}
