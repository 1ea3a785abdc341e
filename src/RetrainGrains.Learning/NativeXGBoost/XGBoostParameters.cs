using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.NativeXGBoost;

/// <summary>Hyper-parameters of the native XGBoost, under the names that our own trees have for them.</summary>
public sealed record XGBoostParameters : LearnerParameters
{
    private static readonly ParameterDefinition<XGBoostParameters>[] Definitions =
    [
        new(nameof(NumberOfTrees), 1, 10_000, true,
            p => p.NumberOfTrees, (p, v) => p with { NumberOfTrees = (int)v }),
        new(nameof(MaximumTreeDepth), 1, 16, true,
            p => p.MaximumTreeDepth, (p, v) => p with { MaximumTreeDepth = (int)v }),
        new(nameof(LearningRate), 1e-6, 1, false,
            p => p.LearningRate, (p, v) => p with { LearningRate = v }),
        new(nameof(MinimumChildWeight), 0, 1e6, false,
            p => p.MinimumChildWeight, (p, v) => p with { MinimumChildWeight = v }),
        new(nameof(L2Regularization), 0, 1e6, false,
            p => p.L2Regularization, (p, v) => p with { L2Regularization = v }),
        new(nameof(MaximumBinCountPerFeature), 2, 65_536, true,
            p => p.MaximumBinCountPerFeature, (p, v) => p with { MaximumBinCountPerFeature = (int)v }),
        new(nameof(FeatureFraction), 0.01, 1, false,
            p => p.FeatureFraction, (p, v) => p with { FeatureFraction = v }),
        new(nameof(BaggingFraction), 0.01, 1, false,
            p => p.BaggingFraction, (p, v) => p with { BaggingFraction = v }),
    ];

    public static XGBoostParameters Default { get; } = new();

    // Trees and rate as for our own trees; the others are XGBoost's own defaults.
    public int NumberOfTrees { get; init; } = 100;

    public double LearningRate { get; init; } = 0.1;

    public int MaximumTreeDepth { get; init; } = 6;

    // Smallest sum of hessians in a leaf: rows, for a regression.
    public double MinimumChildWeight { get; init; } = 1;

    public double L2Regularization { get; init; } = 1;

    public int MaximumBinCountPerFeature { get; init; } = 256;

    public double FeatureFraction { get; init; } = 1;

    public double BaggingFraction { get; init; } = 1;

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<XGBoostParameters>.Read(Definitions, this);

    public override XGBoostParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<XGBoostParameters>.Replace(Definitions, this, replacements);
}
