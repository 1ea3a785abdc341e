using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Tests.Data;

public sealed class DatasetTests
{
    private readonly Dataset rows = SyntheticRows.Create(100, 3, seed: 1, x => x[0]);

    [Fact]
    public void A_slice_of_a_slice_shows_the_same_memory()
    {
        var slice = rows.Slice(10, 50).Slice(5, 20);

        Assert.Equal(20, slice.Count);
        Assert.True(slice.Column(2) == rows.Column(2).Slice(15, 20));
        Assert.True(slice.Targets == rows.Targets.Slice(15, 20));
        Assert.True(slice.UnixMilliseconds == rows.UnixMilliseconds.Slice(15, 20));
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(0, 101)]
    [InlineData(100, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_slice_outside_the_rows_is_refused(int first, int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Slice(first, count));
    }

    [Fact]
    public void A_row_is_copied_from_the_slice_it_was_asked_of()
    {
        var row = new float[3];

        rows.Slice(40, 10).CopyRow(2, row);

        Assert.Equal([rows.Column(0)[42], rows.Column(1)[42], rows.Column(2)[42]], row);
    }

    [Fact]
    public void A_schema_refuses_two_features_of_one_name()
    {
        var error = Assert.Throws<ArgumentException>(() => new DatasetSchema(
            PredictionTask.Regression, [FeatureDescription.Numeric("a"), FeatureDescription.Numeric("a")]));

        Assert.Contains("'a' appears twice", error.Message);
    }
}
