using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Tests.Data;

public sealed class DatasetBuilderTests
{
    private static readonly DatasetSchema Schema = new(
        PredictionTask.Regression,
        [FeatureDescription.Numeric("humidity"), FeatureDescription.Categorical("station", 3)]);

    [Theory]
    [InlineData(float.PositiveInfinity, 1, 0, "Row 1, feature 'humidity' is ∞")]
    [InlineData(1, 3, 0, "Row 1, feature 'station' is 3; a category code must be a whole number from 0 to 2")]
    [InlineData(1, 0.5f, 0, "Row 1, feature 'station' is 0.5")]
    [InlineData(1, 1, double.NaN, "Row 1 has target NaN; a target must be finite, at most 1E+30 in size")]
    [InlineData(1, 1, -2e30, "Row 1 has target -2E+30")]
    public void A_bad_value_is_refused_by_row_feature_and_value(
        float humidity, float station, double target, string expected)
    {
        var builder = new DatasetBuilder(Schema);
        builder.Add(10, [1, 2], 5);

        var error = Assert.Throws<ArgumentException>(() => builder.Add(11, [humidity, station], target));

        Assert.Contains(expected.Replace("∞", float.PositiveInfinity.ToString()), error.Message);
        Assert.Equal(1, builder.Count);
    }

    [Fact]
    public void A_row_before_the_one_above_is_refused()
    {
        var builder = new DatasetBuilder(Schema);
        builder.Add(10, [1, 2], 5);

        var error = Assert.Throws<ArgumentException>(() => builder.Add(9, [1, 2], 5));

        Assert.Contains("Row 1 has time 9, before the 10", error.Message);
    }

    [Fact]
    public void A_row_of_another_width_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new DatasetBuilder(Schema).Add(10, [1], 5));

        Assert.Contains("Row 0 has 1 feature values; the schema has 2", error.Message);
    }

    [Fact]
    public void A_class_other_than_0_and_1_is_refused()
    {
        var schema = new DatasetSchema(PredictionTask.BinaryClassification, [FeatureDescription.Numeric("x")]);

        var error = Assert.Throws<ArgumentException>(() => new DatasetBuilder(schema).Add(0, [1], 0.5));

        Assert.Contains("Row 0 has target 0.5; a class must be 0 or 1", error.Message);
    }

    [Fact]
    public void Row_major_blocks_become_columns_and_missing_values_stay_missing()
    {
        var builder = new DatasetBuilder(Schema, capacity: 0);

        builder.AddRows([1, 2, 3], [10, 0, 20, 1, float.NaN, 2], [7, 8, 9]);
        var rows = builder.Build();

        Assert.Equal([1L, 2, 3], rows.UnixMilliseconds);
        Assert.Equal([10f, 20, float.NaN], rows.Column(0));
        Assert.Equal([0f, 1, 2], rows.Column(1));
        Assert.Equal([7.0, 8, 9], rows.Targets);
        Assert.Equal(0, builder.Count);
    }

    [Fact]
    public void Blocks_that_disagree_on_the_number_of_rows_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new DatasetBuilder(Schema).AddRows([1, 2], [1, 1, 1], [1, 2]));

        Assert.Contains("2 timestamps need 4 feature values", error.Message);
    }
}
