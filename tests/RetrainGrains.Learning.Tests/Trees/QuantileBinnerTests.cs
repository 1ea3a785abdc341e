using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class QuantileBinnerTests
{
    [Fact]
    public void Bins_of_many_distinct_values_hold_about_equally_many()
    {
        var random = new Random(1);
        var column = Enumerable.Range(0, 10_000).Select(_ => (float)random.NextDouble()).ToArray();

        var bounds = QuantileBinner.FindUpperBounds(column, 100, 5);
        var counts = column.CountBy(v => Array.FindIndex(bounds, b => v <= b)).Select(c => c.Value).ToArray();

        Assert.Equal(100, counts.Length);
        Assert.InRange(counts.Min(), 95, 105);
        Assert.InRange(counts.Max(), 95, 105);
    }

    [Fact]
    public void A_value_that_fills_half_the_rows_gets_a_bin_of_its_own()
    {
        var column = Enumerable.Range(0, 1_000).Select(i => i % 2 == 0 ? 0f : i - 500).Order().ToArray();

        var bounds = QuantileBinner.FindUpperBounds(column, 16, 5);
        var zeroBin = Array.FindIndex(bounds, b => 0 <= b);

        Assert.All(column, v => Assert.Equal(v == 0, Array.FindIndex(bounds, b => v <= b) == zeroBin));
    }

    [Fact]
    public void A_code_is_the_first_bin_whose_bound_reaches_the_value_and_missing_comes_last()
    {
        var column = Gen.OneOf(
            Gen.Choose(-5, 5).Select(i => (float)i),
            Gen.Choose(-1_000_000, 1_000_000).Select(i => i / 997f),
            Gen.Constant(float.NaN)).NonEmptyListOf().Select(l => l.ToArray());

        Prop.ForAll(column.ToArbitrary(), values =>
        {
            var bounds = QuantileBinner.FindUpperBounds(values, 7, 1);
            var codes = QuantileBinner.Assign(values, bounds);
            return bounds.Length <= 7 && bounds[^1] == float.PositiveInfinity && values.Zip(codes).All(pair =>
                pair.Second == (float.IsNaN(pair.First)
                    ? bounds.Length
                    : Array.FindIndex(bounds, b => pair.First <= b)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Neighbouring_floats_are_told_apart()
    {
        var lower = 1f;
        var upper = MathF.BitIncrement(lower);

        var bounds = QuantileBinner.FindUpperBounds([lower, lower, upper, upper], 2, 1);

        Assert.Equal(lower, bounds[0]);
    }
}
