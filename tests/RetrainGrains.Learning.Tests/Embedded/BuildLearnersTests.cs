using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Tests.Embedded;

public sealed class BuildLearnersTests
{
    [Theory]
    [InlineData("lightgbm")]
    [InlineData("fastforest")]
    public void The_learners_of_the_other_build_are_refused_with_its_name(string name) =>
        Assert.Equal($"Learner '{name}' is ML.NET's: the Cluster build has it.", LearnerRegistry.Problem(name));
}
