using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Learning.Tests.Blending;

public sealed class BlendTests
{
    private static readonly Dataset Rows = SyntheticRows.Create(300, 3, 1, x => x.Sum(), lastValueFeature: 0);
    private static readonly Artifact Last = Fitting.Fit("last-value", Rows);
    private static readonly Artifact Ridge = Fitting.Fit("ridge", Rows);

    [Fact]
    public void A_blend_predicts_the_weighted_mean_of_its_members()
    {
        var blend = ModelRegistry.Parse(Blend.Create([(1, Last), (3, Ridge)]).Bytes.Span).CreateScorer();
        float[] features = [0.3f, -0.2f, 0.9f];

        var expected = 0.25 * Last.CreateScorer().Score(features, 0) + 0.75 * Ridge.CreateScorer().Score(features, 0);

        Assert.Equal(expected, blend.Score(features, 0), 1e-12);
    }

    [Fact]
    public void Members_of_other_features_are_refused()
    {
        var other = Fitting.Fit("mean", SyntheticRows.Create(300, 2, 1, x => x[0]));

        var error = Assert.Throws<ArgumentException>(() => Blend.Create([(1, Last), (1, other)]));

        Assert.Contains("'mean' has another task or other features", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_must_be_positive(double weight)
    {
        var error = Assert.Throws<ArgumentException>(() => Blend.Create([(1, Last), (weight, Ridge)]));

        Assert.Contains($"a blend weight is {weight}", error.Message);
    }

    [Fact]
    public void A_blend_cannot_hold_a_blend()
    {
        var blend = Blend.Create([(1, Last)]);

        var error = Assert.Throws<ArgumentException>(() => Blend.Create([(1, blend)]));

        Assert.Contains("cannot hold a blend", error.Message);
    }

    [Fact]
    public void An_empty_blend_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Blend.Create([]));
    }
}
