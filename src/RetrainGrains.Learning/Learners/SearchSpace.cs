using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.MachineLearning;
using RetrainGrains.Learning.Neural;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Learners;

/// <summary>What is searched for a learner: the hyper-parameters that matter, in the ranges where they do.</summary>
public sealed class SearchSpace(IReadOnlyList<SearchDimension> dimensions)
{
    // Ranges of the learners' own guides and of public benchmarks (Probst et al. 2019, tables 3 and 4).
    private static readonly SearchDimension[] Growth =
    [
        new(nameof(TreeParameters.NumberOfLeaves), 4, 256, true, true),
        new(nameof(TreeParameters.MinimumExampleCountPerLeaf), 2, 200, true, true),
        new(nameof(TreeParameters.L2Regularization), 1e-2, 100, false, true),
        new(nameof(TreeParameters.FeatureFraction), 0.3, 1, false, false),
    ];

    private static readonly SearchDimension[] Boosting =
    [
        new(nameof(TreeParameters.NumberOfTrees), 30, 600, true, true),
        new(nameof(TreeParameters.LearningRate), 0.01, 0.3, false, true),
        new(nameof(TreeParameters.BaggingFraction), 0.4, 1, false, false),
    ];

    public IReadOnlyList<SearchDimension> Dimensions => dimensions;

    /// <summary>The space of a learner; null where there is nothing worth searching.</summary>
    public static SearchSpace? For(ILearner learner) => learner.Defaults switch
    {
        TreeParameters when learner is BoostedTreeLearner or LightGbmLearner =>
            new SearchSpace([.. Boosting, .. Growth]),
        TreeParameters => new SearchSpace(Growth),
        LinearParameters => new SearchSpace([new(nameof(LinearParameters.L2Regularization), 1e-3, 1e4, false, true)]),
        ElasticNetParameters => new SearchSpace(
            [
                new(nameof(ElasticNetParameters.Penalty), 1e-4, 1, false, true),
                new(nameof(ElasticNetParameters.L1Share), 0, 1, false, false),
            ]),
        PerceptronParameters => new SearchSpace(
            [
                new(nameof(PerceptronParameters.HiddenUnits), 4, 128, true, true),
                new(nameof(PerceptronParameters.Epochs), 5, 100, true, true),
                new(nameof(PerceptronParameters.LearningRate), 1e-3, 5e-2, false, true),
                new(nameof(PerceptronParameters.L2Regularization), 1e-6, 1e-1, false, true),
            ]),
        _ => null,
    };

    public double[] PlaceOf(LearnerParameters parameters)
    {
        var values = parameters.Values.ToDictionary(value => value.Name, value => value.Value);
        return [.. dimensions.Select(dimension => dimension.PlaceOf(values[dimension.Name]))];
    }

    public LearnerParameters At(LearnerParameters parameters, ReadOnlySpan<double> place)
    {
        var values = new Dictionary<string, double>(dimensions.Count);
        for (var i = 0; i < dimensions.Count; i++)
        {
            values[dimensions[i].Name] = dimensions[i].ValueAt(place[i]);
        }

        return parameters.With(values);
    }
}
