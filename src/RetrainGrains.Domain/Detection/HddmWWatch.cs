using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Detection;

/// <summary>Alarms when the weighted mean rate of errors has risen: for abrupt changes.</summary>
public sealed record HddmWWatch : HddmWatch
{
    /// <summary>Weight of the newest observation.</summary>
    public double Weight { get; init; } = River.Weight;

    internal override ChangeDetector Create() => new HddmW(Settings with { Weight = Weight });

    public override IEnumerable<Problem> Validate(string path) =>
        [.. base.Validate(path), .. Range.Check($"{path}.weight", Weight, 1e-4, 1)];
}
