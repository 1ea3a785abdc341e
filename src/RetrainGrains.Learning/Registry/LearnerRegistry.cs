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

/// <summary>The learners by name.</summary>
public sealed class LearnerRegistry(IEnumerable<ILearner> learners)
{
    private readonly Dictionary<string, ILearner> learners = learners.ToDictionary(learner => learner.Name);

    /// <summary>The learners of this program: ours, ML.NET's, and XGBoost where the system has its library.</summary>
    /// <remarks>A new learner is one class and one line here.</remarks>
    public static LearnerRegistry BuiltIn { get; } = new(
    [
        new BoostedTreeLearner("leafwise", TreeParameters.LeafWise, GrowthOrder.LeafWise),
        new BoostedTreeLearner("depthwise", TreeParameters.DepthWise, GrowthOrder.DepthWise),
        new ForestLearner("forest", TreeParameters.Forest),
        new ForestLearner("extra-trees", TreeParameters.ExtraTrees),
        new RidgeLearner(),
        new ElasticNetLearner(),
        new LogisticLearner(),
        new PerceptronLearner(),
        new LastValueLearner(),
        new TransitionsLearner(),
        new SeasonalLearner(),
        new MeanLearner(),
        Stacked(),
        new LightGbmLearner(),
        new FastForestLearner(),
        .. NativeLearners(),
    ]);

    public IReadOnlyCollection<string> Names => learners.Keys;

    public ILearner Get(string name) =>
        learners.TryGetValue(name, out var learner) ? learner : throw new ArgumentException(Problem(name));

    /// <summary>Finds the reason why there is no learner of this name here, or null.</summary>
    public string? Problem(string name) =>
        learners.ContainsKey(name) ? null
        : name == XGBoostImporter.LearnerName ? $"Learner '{name}' needs the native library libxgboost 1.6 or later."
        : $"There is no learner '{name}'; known: {string.Join(", ", Names)}.";

    /// <summary>Creates a learner of another process, whose models are scored here by their fallback.</summary>
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
