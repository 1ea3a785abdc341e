using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Costs;

/// <summary>
/// The priors of the cost-aware rule, and the discount of its observations. Losses are shares of the mean loss of a
/// period, so that one set of settings serves every stream.
/// </summary>
public sealed record CostAwareOptions
{
    /// <summary>
    /// The prior of the slope: a model loses 2 % more for each period of age. That is enough for an early first
    /// retraining, which costs little against many periods and is the only way to learn what retraining gains.
    /// </summary>
    public double PriorSlope { get; init; } = 0.02;

    /// <summary>The prior of the cured share: retraining cures half of a rise that noise does not explain.</summary>
    public double PriorCure { get; init; } = 0.5;

    /// <summary>
    /// The standard deviation of the difference between two models on the same rows of one period: it is paired, so
    /// much smaller than that of a period's loss.
    /// </summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>The prior standard deviation of the slope: as large as the prior itself.</summary>
    public double SlopeDeviation { get; init; } = 0.02;

    /// <summary>The prior standard deviation of the cured share: wide enough for none and for all of it.</summary>
    public double CureDeviation { get; init; } = 0.5;

    /// <summary>
    /// The weight that an observation keeps from one period to the next: it loses a tenth each period, so that about
    /// ten periods count, because drift itself changes.
    /// </summary>
    public double Discount { get; init; } = 0.9;

    /// <summary>The number of standard deviations of a period's loss within which a rise is noise.</summary>
    public double NoiseWidths { get; init; } = 2;

    /// <summary>The largest number of periods over which a gain is counted: half a year of weeks.</summary>
    public int HorizonPeriods { get; init; } = 26;

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.priorSlope", PriorSlope, 0, 10),
        .. Limits.Check($"{path}.priorCure", PriorCure, 0, 1),
        .. Limits.Check($"{path}.noise", Noise, 1e-6, 10),
        .. Limits.Check($"{path}.slopeDeviation", SlopeDeviation, 1e-6, 10),
        .. Limits.Check($"{path}.cureDeviation", CureDeviation, 1e-6, 10),
        .. Limits.Check($"{path}.discount", Discount, 0.1, 1),
        .. Limits.Check($"{path}.noiseWidths", NoiseWidths, 0, 10),
        .. Limits.Check($"{path}.horizonPeriods", HorizonPeriods, 1, 1_000),
    ];
}
