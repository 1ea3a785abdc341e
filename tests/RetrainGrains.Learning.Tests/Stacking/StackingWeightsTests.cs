using RetrainGrains.Learning.Stacking;

namespace RetrainGrains.Learning.Tests.Stacking;

public sealed class StackingWeightsTests
{
    [Fact]
    public void Errors_of_known_variance_give_the_weights_of_least_variance()
    {
        // Orthogonal errors with mean squares 1 and 4: the best weights are as 4 to 1.
        double[] targets = [0, 0, 0, 0];
        double[][] predictions = [[1, -1, 1, -1], [2, 2, -2, -2]];

        var weights = SquaredErrorWeights.Of(predictions, targets, [1, 1, 1, 1]);

        Assert.Equal(0.8, weights[0], 1e-12);
        Assert.Equal(0.2, weights[1], 1e-12);
    }

    [Fact]
    public void What_only_a_negative_weight_could_use_gets_none()
    {
        // The second errs as the first does, only more: the free solution would subtract it.
        double[][] predictions = [[1, -1, 1, 0.5], [3, -3, 3, 2]];

        Assert.Equal([1, 0], SquaredErrorWeights.Of(predictions, [0, 0, 0, 0], [1, 1, 1, 1]));
    }

    [Fact]
    public void Members_that_are_always_right_or_alike_are_no_obstacle()
    {
        double[] targets = [1, 2, 3];
        double[][] oneIsRight = [[2, 2, 2], [1, 2, 3]];
        double[][] alike = [[2, 2, 2], [2, 2, 2]];

        Assert.Equal([0, 1], SquaredErrorWeights.Of(oneIsRight, targets, [1, 1, 1]));
        Assert.Equal(1, SquaredErrorWeights.Of(alike, targets, [1, 1, 1]).Sum());
    }

    [Fact]
    public void A_row_counts_by_its_weight() => Assert.Equal(
        [0, 1], SquaredErrorWeights.Of([[0, 1], [1, 0]], [1, 1], [1, 0]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_other_weights_have_less_squared_error_or_log_loss(int seed)
    {
        var random = new Random(seed);
        double[] truth = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        double[] targets = [.. truth.Select(share => random.NextDouble() < share ? 1.0 : 0.0)];
        double[] rows = [.. truth.Select(_ => 0.5 + random.NextDouble())];
        double[][] predictions = [.. Enumerable.Range(1, 3).Select(noise => truth.Select(
            share => Math.Clamp(share + 0.2 * noise * (random.NextDouble() - 0.5), 0.01, 0.99)).ToArray())];

        var squared = SquaredErrorWeights.Of(predictions, targets, rows);
        var logarithmic = LogLossWeights.Of(predictions, targets, rows);

        Assert.Equal(1, squared.Sum(), 1e-12);
        Assert.Equal(1, logarithmic.Sum(), 1e-9);
        for (var i = 0; i <= 20; i++)
        {
            for (var j = 0; j <= 20 - i; j++)
            {
                double[] other = [i / 20.0, j / 20.0, 1 - (i + j) / 20.0];
                Assert.True(Squared(squared) <= Squared(other) + 1e-12);
                Assert.True(LogLoss(logarithmic) <= LogLoss(other) + 1e-6);
            }
        }

        double Mean(double[] weights, int row) => weights.Zip(predictions, (weight, p) => weight * p[row]).Sum();
        double Squared(double[] weights) =>
            targets.Select((y, row) => rows[row] * Math.Pow(y - Mean(weights, row), 2)).Sum() / rows.Sum();
        double LogLoss(double[] weights) => targets.Select((y, row) =>
            -rows[row] * Math.Log(y > 0 ? Mean(weights, row) : 1 - Mean(weights, row))).Sum() / rows.Sum();
    }

    [Fact]
    public void A_member_that_was_sure_and_wrong_is_finite() => Assert.Equal(
        1, LogLossWeights.Of([[0, 0.6], [0.6, 0.6]], [1, 1], [1, 1])[1], 1e-3);
}
