using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Baselines;

/// <summary>The hyper-parameters of the baselines.</summary>
public sealed record BaselineParameters : LearnerParameters
{
    // One imagined row per group at the overall mean; for two classes, one of each (Laplace).
    private const double DefaultSmoothing = 1;

    private static readonly ParameterDefinition<BaselineParameters>[] Definitions =
    [
        new(nameof(Smoothing), 0, 1e6, false, p => p.Smoothing, (p, v) => p with { Smoothing = v }),
    ];

    public static BaselineParameters Default { get; } = new();

    // Imagined rows per group, so that a group of few rows does not speak with certainty.
    public double Smoothing { get; init; } = DefaultSmoothing;

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<BaselineParameters>.Read(Definitions, this);

    public override BaselineParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<BaselineParameters>.Replace(Definitions, this, replacements);
}
