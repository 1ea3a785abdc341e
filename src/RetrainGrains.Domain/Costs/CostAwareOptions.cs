using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Costs;

/// <summary>
/// What the cost-aware rule believes before it has seen anything, and how long it believes what it has seen. Losses
/// are shares of the mean loss of a period, so that one set of settings serves every stream.
/// </summary>
public sealed record CostAwareOptions
{
    /// <summary>
    /// A model is taken to lose 2 % more for each period of age: enough to make a first retraining soon, which costs
    /// little against many periods and is the only way to learn what retraining gains.
    /// </summary>
    public double PriorSlope { get; init; } = 0.02;

    /// <summary>Half of a rise that noise does not explain is taken to be cured by retraining.</summary>
    public double PriorCure { get; init; } = 0.5;

    /// <summary>
    /// The standard deviation of the difference between two models on the same rows of one period: it is paired, so
    /// much smaller than that of a period's loss.
    /// </summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>How far the slope may well be from its prior: as far as the prior itself.</summary>
    public double SlopeDeviation { get; init; } = 0.02;

    /// <summary>How far the cured share may well be from its prior: from nothing to all.</summary>
    public double CureDeviation { get; init; } = 0.5;

    /// <summary>
    /// Evidence loses a tenth of its weight each period, so that ten periods' worth are remembered: drift itself
    /// changes.
    /// </summary>
    public double Discount { get; init; } = 0.9;

    /// <summary>Rises within so many standard deviations of a period's loss are noise.</summary>
    public double NoiseWidths { get; init; } = 2;

    /// <summary>No gain is counted on for longer: half a year of weeks.</summary>
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
