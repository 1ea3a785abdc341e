namespace RetrainGrains.Domain.Tests.Observations;

public sealed class CategoryCodesTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(10_000)]
    public void A_category_has_its_place_in_the_list_and_an_unlisted_one_none(int count)
    {
        ImmutableArray<string> categories = [.. Enumerable.Range(0, count).Select(place => $"c{place}")];

        Assert.All(
            [0, count / 2, count - 1], place => Assert.Equal(place, CategoryCodes.CodeOf(categories, $"c{place}")));
        Assert.Equal(-1, CategoryCodes.CodeOf(categories, "C0"));
        Assert.Equal(-1, CategoryCodes.CodeOf(categories, $"c{count}"));
    }
}
