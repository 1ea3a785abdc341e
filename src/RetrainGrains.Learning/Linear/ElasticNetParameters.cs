using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Linear;

/// <summary>The hyper-parameters of the elastic net.</summary>
public sealed record ElasticNetParameters : LearnerParameters
{
    // On standardised features and per row: a coefficient that explains less than a hundredth of the target's
    // deviation goes (scikit-learn's 1.0 is in the target's unit and means nothing across targets).
    private const double DefaultPenalty = 0.01;

    // Half lasso, half ridge: picks features, but not one of two that say the same (Zou, Hastie 2005).
    private const double DefaultL1Share = 0.5;

    // Coordinate descent on standardised columns is done in some ten passes; collinear ones take hundreds.
    private const int DefaultMaximumNumberOfIterations = 1_000;

    private static readonly ParameterDefinition<ElasticNetParameters>[] Definitions =
    [
        new(nameof(Penalty), 1e-9, 1e3, false, p => p.Penalty, (p, v) => p with { Penalty = v }),
        new(nameof(L1Share), 0, 1, false, p => p.L1Share, (p, v) => p with { L1Share = v }),
        new(nameof(MaximumNumberOfIterations), 1, 100_000, true,
            p => p.MaximumNumberOfIterations, (p, v) => p with { MaximumNumberOfIterations = (int)v }),
    ];

    public static ElasticNetParameters Default { get; } = new();

    internal static SearchSpace SearchSpace { get; } = new(
        new SearchDimension(nameof(Penalty), 1e-4, 1, false, true),
        new SearchDimension(nameof(L1Share), 0, 1, false, false));

    // In deviations of the target, per row.
    public double Penalty { get; init; } = DefaultPenalty;

    public double L1Share { get; init; } = DefaultL1Share;

    public int MaximumNumberOfIterations { get; init; } = DefaultMaximumNumberOfIterations;

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<ElasticNetParameters>.Read(Definitions, this);

    public override ElasticNetParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<ElasticNetParameters>.Replace(Definitions, this, replacements);
}
