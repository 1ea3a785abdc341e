using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Learners;

public sealed class LearnerParametersTests
{
    [Fact]
    public void Parameters_are_replaced_by_name()
    {
        var parameters = TreeParameters.LeafWise.With(
            new Dictionary<string, double> { ["NumberOfLeaves"] = 7, ["LearningRate"] = 0.3 });

        Assert.Equal(TreeParameters.LeafWise with { NumberOfLeaves = 7, LearningRate = 0.3 }, parameters);
    }

    [Fact]
    public void Unknown_names_and_bad_values_are_reported_all_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => TreeParameters.LeafWise.With(
            new Dictionary<string, double> { ["Depth"] = 3, ["NumberOfLeaves"] = 7.5, ["LearningRate"] = 2 }));

        Assert.Contains("'Depth' is no parameter; known: NumberOfTrees,", error.Message);
        Assert.Contains("NumberOfLeaves is 7.5; it must be a whole number from 2 to 4096.", error.Message);
        Assert.Contains("LearningRate is 2; it must be from 1E-06 to 1.", error.Message);
    }

    [Fact]
    public void Every_learner_lists_its_parameters_and_reads_them_back()
    {
        foreach (var name in LearnerRegistry.BuiltIn.Names)
        {
            var defaults = LearnerRegistry.BuiltIn.Get(name).Defaults;

            Assert.Empty(defaults.Validate());
            Assert.Equal(defaults, defaults.With(defaults.Values.ToDictionary(v => v.Name, v => v.Value)));
        }
    }

    [Fact]
    public void Every_number_of_the_tree_parameters_has_a_name_and_bounds()
    {
        var properties = typeof(TreeParameters).GetProperties()
            .Where(p => p.SetMethod is not null && p.DeclaringType == typeof(TreeParameters))
            .Where(p => p.PropertyType == typeof(int) || p.PropertyType == typeof(double)).Select(p => p.Name);

        Assert.Equal(properties.Order(), TreeParameters.LeafWise.Values.Select(v => v.Name).Order());
    }
}
