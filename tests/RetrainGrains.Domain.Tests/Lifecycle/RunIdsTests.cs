namespace RetrainGrains.Domain.Tests.Lifecycle;

public sealed class RunIdsTests
{
    [Theory]
    [InlineData("belt-7", 12, "belt-7/run-12")]
    [InlineData("plant/run-3/belt", 1, "plant/run-3/belt/run-1")]
    public void A_runs_id_names_its_model(string model, int number, string expected)
    {
        Assert.Equal(expected, RunIds.Of(model, number));
        Assert.Equal(model, RunIds.ModelOf(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("belt-7")]
    [InlineData("/run-1")]
    [InlineData("belt/run-")]
    [InlineData("belt/run--1")]
    [InlineData("belt/run-1 ")]
    public void What_is_no_id_of_a_run_names_no_model(string text) => Assert.Null(RunIds.ModelOf(text));
}
