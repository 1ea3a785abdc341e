namespace RetrainGrains.Learning.Learners;

/// <summary>The hyper-parameters of a learner that are worth searching, in the ranges where they matter.</summary>
/// <remarks>Ranges are of the learners' guides and of public benchmarks (Probst et al. 2019, tables 3 and 4).</remarks>
public sealed class SearchSpace(params IReadOnlyList<SearchDimension> dimensions)
{
    public IReadOnlyList<SearchDimension> Dimensions => dimensions;

    public double[] PlaceOf(LearnerParameters parameters)
    {
        var values = parameters.Values.ToDictionary(value => value.Name, value => value.Value);
        return [.. dimensions.Select(dimension => dimension.PlaceOf(values[dimension.Name]))];
    }

    public LearnerParameters At(LearnerParameters parameters, ReadOnlySpan<double> place)
    {
        var values = new Dictionary<string, double>(dimensions.Count);
        for (var i = 0; i < dimensions.Count; i++) values[dimensions[i].Name] = dimensions[i].ValueAt(place[i]);
        return parameters.With(values);
    }
}
