using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.NativeXGBoost;

/// <summary>The hyper-parameters of the native XGBoost, under the names that our own trees have for them.</summary>
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
        new(nameof(L1Regularization), 0, 1e6, false,
            p => p.L1Regularization, (p, v) => p with { L1Regularization = v }),
        new(nameof(MinimumGain), 0, 1e12, false,
            p => p.MinimumGain, (p, v) => p with { MinimumGain = v }),
        new(nameof(MaximumBinCountPerFeature), 2, 65_536, true,
            p => p.MaximumBinCountPerFeature, (p, v) => p with { MaximumBinCountPerFeature = (int)v }),
        new(nameof(FeatureFraction), 0.01, 1, false,
            p => p.FeatureFraction, (p, v) => p with { FeatureFraction = v }),
        new(nameof(FeatureFractionPerSplit), 0.01, 1, false,
            p => p.FeatureFractionPerSplit, (p, v) => p with { FeatureFractionPerSplit = v }),
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

    public double L1Regularization { get; init; }

    public double MinimumGain { get; init; }

    public int MaximumBinCountPerFeature { get; init; } = 256;

    public double FeatureFraction { get; init; } = 1;

    public double FeatureFractionPerSplit { get; init; } = 1;

    public double BaggingFraction { get; init; } = 1;

    // What regression minimises: of ours, XGBoost since 1.6 knows the squared error and the Poisson deviance alike.
    public Objective Objective { get; init; } = Objective.Squared;

    // As for our own trees.
    public IReadOnlyDictionary<string, int> MonotoneConstraints { get; init; } = new Dictionary<string, int>();

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<XGBoostParameters>.Read(Definitions, this);

    public override IReadOnlyList<string> Validate() => Objective is Objective.Squared or Objective.Poisson
        ? base.Validate()
        : [.. base.Validate(), $"Objective is {Objective}; XGBoost takes {Objective.Squared} or {Objective.Poisson}."];

    public override XGBoostParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<XGBoostParameters>.Replace(Definitions, this, replacements);

    /// <summary>Takes the settings that XGBoost understands.</summary>
    internal XGBoostParameters With(TreePolicy trees) => this with
    {
        NumberOfTrees = trees.NumberOfTrees,
        LearningRate = trees.LearningRate,
        MaximumTreeDepth = trees.MaximumTreeDepth ?? MaximumTreeDepth,
        MaximumBinCountPerFeature = trees.MaximumBinCountPerFeature ?? MaximumBinCountPerFeature,
        L1Regularization = trees.L1Regularization,
        L2Regularization = trees.L2Regularization ?? L2Regularization,
        MinimumGain = trees.MinimumGain,
        FeatureFraction = trees.FeatureFraction,
        FeatureFractionPerSplit = trees.FeatureFractionPerSplit ?? FeatureFractionPerSplit,
        BaggingFraction = trees.BaggingFraction,
        Objective = trees.Objective,
        MonotoneConstraints = trees.MonotoneConstraints,
    };
}
