using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.External;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.MachineLearning;
using RetrainGrains.Learning.NativeXGBoost;
using RetrainGrains.Learning.Neural;
using RetrainGrains.Learning.Stacking;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Registry;

/// <summary>The learners by name: ours, ML.NET's, and XGBoost where the system has its library.</summary>
public static class LearnerRegistry
{
    private static readonly Dictionary<string, ILearner> Learners = new ILearner[]
    {
        new BoostedTreeLearner("leafwise", TreeParameters.LeafWise, GrowthOrder.LeafWise),
        new BoostedTreeLearner("depthwise", TreeParameters.DepthWise, GrowthOrder.DepthWise),
        new ForestLearner("forest", TreeParameters.Forest),
        new ForestLearner("extra-trees", TreeParameters.ExtraTrees),
        new RidgeLearner(),
        new ElasticNetLearner(),
        new LogisticLearner(),
        new PerceptronLearner(),
        new LastValueLearner(),
        new SeasonalLearner(),
        new MeanLearner(),
        Stacked(),
        new LightGbmLearner(),
        new FastForestLearner(),
    }.Concat(NativeLearners()).ToDictionary(learner => learner.Name);

    public static IReadOnlyCollection<string> Names => Learners.Keys;

    public static ILearner Get(string name) =>
        Learners.TryGetValue(name, out var learner) ? learner : throw new ArgumentException(Problem(name));

    /// <summary>Why there is no learner of this name here, or null.</summary>
    public static string? Problem(string name) =>
        Learners.ContainsKey(name) ? null
        : name == XGBoostImporter.LearnerName ? $"Learner '{name}' needs the native library libxgboost 1.6 or later."
        : $"There is no learner '{name}'; known: {string.Join(", ", Names)}.";

    /// <summary>A learner that is no part of this program: its models are scored here by their fallback.</summary>
    public static ILearner External(string name, ExternalTraining training) => new ExternalLearner(name, training);

    // Learners that err differently: trees boosted and averaged, a line, and the clock.
    private static StackedLearner Stacked()
    {
        var boosted = new BoostedTreeLearner("leafwise", TreeParameters.LeafWise, GrowthOrder.LeafWise);
        var forest = new ForestLearner("forest", TreeParameters.Forest);
        return new StackedLearner(
            [boosted, forest, new RidgeLearner(), new SeasonalLearner()],
            [boosted, forest, new LogisticLearner()]);
    }

    private static IEnumerable<ILearner> NativeLearners() =>
        XGBoostLibrary.Instance is { } library ? [new XGBoostLearner(library)] : [];
}
