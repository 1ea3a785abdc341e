using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// The KSWIN detector, which alarms when the newest observations are distributed differently from older ones, better or
/// worse.
/// </summary>
public sealed record KswinDetectorPolicy : ChangeDetectorPolicy
{
    // The window is stored with every model that has the detector: 4 KB at most.
    private const int WindowMax = 500;
    private static readonly KswinOptions River = new();

    /// <summary>The level of one test; every observation is tested.</summary>
    public double Alpha { get; init; } = River.Alpha;

    public int WindowSize { get; init; } = River.WindowSize;

    /// <summary>The number of newest observations, compared with as many of the others.</summary>
    public int SampleSize { get; init; } = River.SampleSize;

    internal override string Promise => $"each look at independent observations is false with {Alpha}";

    internal override ChangeDetector Create() => new Kswin(River with
    {
        Alpha = Alpha, WindowSize = WindowSize, SampleSize = SampleSize,
    });

    public override IEnumerable<Problem> Validate(string path) =>
    [
        .. base.Validate(path),
        .. Limits.Check($"{path}.alpha", Alpha, 1e-12, 0.5),
        .. Limits.Check($"{path}.windowSize", WindowSize, 4, WindowMax),
        .. Limits.Check($"{path}.sampleSize", SampleSize, 2, Math.Max(2, WindowSize / 2)),
    ];
}
