using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Linear;

/// <summary>The hyper-parameters of ridge and logistic regression.</summary>
public sealed record LinearParameters : LearnerParameters
{
    // On standardised features: worth one imagined row that says "no effect" (scikit-learn: 1).
    private const double DefaultL2Regularization = 1;

    // Newton's method on a convex loss doubles its digits per step: 10 is usual, 50 is a problem.
    private const int DefaultMaximumNumberOfIterations = 50;

    private static readonly ParameterDefinition<LinearParameters>[] Definitions =
    [
        new(nameof(L2Regularization), 1e-9, 1e9, false,
            p => p.L2Regularization, (p, v) => p with { L2Regularization = v }),
        new(nameof(MaximumNumberOfIterations), 1, 1_000, true,
            p => p.MaximumNumberOfIterations, (p, v) => p with { MaximumNumberOfIterations = (int)v }),
    ];

    public static LinearParameters Default { get; } = new();

    internal static SearchSpace SearchSpace { get; } = new(
        new SearchDimension(nameof(L2Regularization), 1e-3, 1e4, false, true));

    public double L2Regularization { get; init; } = DefaultL2Regularization;

    // Logistic regression only; ridge is solved in one step.
    public int MaximumNumberOfIterations { get; init; } = DefaultMaximumNumberOfIterations;

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<LinearParameters>.Read(Definitions, this);

    public override LinearParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<LinearParameters>.Replace(Definitions, this, replacements);
}
