using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// The ADWIN detector, which alarms when the mean of the loss has risen, or that of a feature has changed.
/// </summary>
public sealed record AdwinDetectorPolicy : ChangeDetectorPolicy
{
    private static readonly AdwinOptions River = new();

    /// <summary>The bound on the chance of an alarm at one test of a number without change.</summary>
    public double Delta { get; init; } = River.Delta;

    internal override string Promise => $"each look at independent observations is false with at most {Delta}";

    // Rows are many and tested at intervals, as in river; each hour or day is worth a test.
    internal override ChangeDetector Create() =>
        new Adwin(River with { Delta = Delta, Clock = Per == ChangeUnit.Row ? River.Clock : 1 });

    // ADWIN finds falls as well; a loss that falls is no reason to retrain.
    internal override bool Alarms(ChangeDetector detector, double value)
    {
        var adwin = (Adwin)detector;
        var before = adwin.Mean;
        return base.Alarms(adwin, value) && (!OnLoss || adwin.Mean > before);
    }

    public override IEnumerable<Problem> Validate(string path) =>
        [.. base.Validate(path), .. Limits.Check($"{path}.delta", Delta, 1e-12, 0.5)];
}
