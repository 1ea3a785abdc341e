using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Neural;

/// <summary>The hyper-parameters of the multilayer perceptron.</summary>
public sealed record PerceptronParameters : LearnerParameters
{
    // What fits on the stack while scoring, and more than tables of features need.
    public const int MaximumHiddenUnits = 256;

    // Enough for smooth curves and a few interactions; it stays faster to score than a hundred trees.
    private const int DefaultHiddenUnits = 32;

    // On a few thousand rows the loss has settled by then; more rows need fewer.
    private const int DefaultEpochs = 40;

    // Adam's own default of 0.001 is for much larger networks; small ones take longer steps.
    private const double DefaultLearningRate = 0.005;
    private const int DefaultBatchSize = 64;

    // Per row, on standardised inputs: keeps unused units small (scikit-learn: 1e-4).
    private const double DefaultL2Regularization = 1e-4;

    private static readonly ParameterDefinition<PerceptronParameters>[] Definitions =
    [
        new(nameof(HiddenUnits), 1, MaximumHiddenUnits, true,
            p => p.HiddenUnits, (p, v) => p with { HiddenUnits = (int)v }),
        new(nameof(Epochs), 1, 10_000, true, p => p.Epochs, (p, v) => p with { Epochs = (int)v }),
        new(nameof(LearningRate), 1e-6, 1, false, p => p.LearningRate, (p, v) => p with { LearningRate = v }),
        new(nameof(BatchSize), 1, 100_000, true, p => p.BatchSize, (p, v) => p with { BatchSize = (int)v }),
        new(nameof(L2Regularization), 0, 1e3, false,
            p => p.L2Regularization, (p, v) => p with { L2Regularization = v }),
    ];

    public static PerceptronParameters Default { get; } = new();

    internal static SearchSpace SearchSpace { get; } = new(
        new SearchDimension(nameof(HiddenUnits), 4, 128, true, true),
        new SearchDimension(nameof(Epochs), 5, 100, true, true),
        new SearchDimension(nameof(LearningRate), 1e-3, 5e-2, false, true),
        new SearchDimension(nameof(L2Regularization), 1e-6, 1e-1, false, true));

    public int HiddenUnits { get; init; } = DefaultHiddenUnits;

    public int Epochs { get; init; } = DefaultEpochs;

    public double LearningRate { get; init; } = DefaultLearningRate;

    public int BatchSize { get; init; } = DefaultBatchSize;

    public double L2Regularization { get; init; } = DefaultL2Regularization;

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<PerceptronParameters>.Read(Definitions, this);

    public override PerceptronParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<PerceptronParameters>.Replace(Definitions, this, replacements);
}
