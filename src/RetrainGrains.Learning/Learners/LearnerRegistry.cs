using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Neural;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Learners;

/// <summary>The built-in learners by name.</summary>
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
    }.ToDictionary(learner => learner.Name);

    public static IReadOnlyCollection<string> Names => Learners.Keys;

    public static ILearner Get(string name) => Learners.TryGetValue(name, out var learner)
        ? learner
        : throw new ArgumentException($"There is no learner '{name}'; known: {string.Join(", ", Names)}.");
}
