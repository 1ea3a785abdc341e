using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class CategorySetTests
{
    [Fact]
    public void A_set_holds_its_codes_and_no_other_value()
    {
        var set = CategorySet.Of([0, 31, 32, 65_535]);

        Assert.All([0, 31, 32, 65_535], code => Assert.True(set.Contains(code)));
        Assert.All(
            [-1, 1, 30, 33, 65_534, 65_536, 1e30f, float.NaN, float.PositiveInfinity],
            value => Assert.False(set.Contains(value)));
        Assert.Equal(65_535, set.Largest);
        Assert.Equal(CategorySet.MaximumWords, set.Words.Length);
    }

    [Fact]
    public void An_empty_set_holds_nothing()
    {
        var set = CategorySet.Of([]);

        Assert.False(set.Contains(0));
        Assert.Equal(-1, set.Largest);
    }
}
