using RetrainGrains.Statistics.Sequential;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Sequential;

public sealed class BettingProcessTests
{
    // 0, 1/2 and 1 with a mean of exactly 0.3.
    private static readonly double[] Chances = [0.5, 0.4, 0.1];

    [Theory]
    [InlineData(ShiftDirection.Up)]
    [InlineData(ShiftDirection.Down)]
    [InlineData(ShiftDirection.Both)]
    public void Against_a_true_claim_the_expected_capital_stays_one(ShiftDirection direction)
    {
        const int length = 7;
        var process = new BettingProcess(0.3, direction);
        var expected = 0.0;
        for (var sequence = 0; sequence < (int)Math.Pow(3, length); sequence++)
        {
            process.Reset();
            var (rest, chance) = (sequence, 1.0);
            for (var i = 0; i < length; i++, rest /= 3)
            {
                chance *= Chances[rest % 3];
                process.Update(rest % 3 / 2.0);
            }
            expected += chance * Math.Exp(process.LogEvidence);
        }

        Assert.Equal(1, expected, 1e-12);
    }

    [Fact]
    public void The_first_bet_is_the_formula()
    {
        var process = new BettingProcess(0.3, ShiftDirection.Up);
        process.Update(1);

        // (0.5 - 0.3) / (0.25 + 0.04) = 0.69, less than half of 1 / 0.3; then 1 + 0.69 * 0.7.
        Assert.Equal(Math.Log(1 + 0.2 / 0.29 * 0.7), process.LogEvidence, 1e-12);
        Assert.Equal(Math.Exp(-process.LogEvidence), process.PValue, 1e-12);
    }

    [Theory]
    [InlineData(0.5, ShiftDirection.Up, true)]
    [InlineData(0.5, ShiftDirection.Down, false)]
    [InlineData(0.5, ShiftDirection.Both, true)]
    [InlineData(0.1, ShiftDirection.Down, true)]
    [InlineData(0.1, ShiftDirection.Both, true)]
    [InlineData(0.1, ShiftDirection.Up, false)]
    public void A_false_claim_is_found_out_in_its_direction(double truth, ShiftDirection direction, bool found)
    {
        var process = new BettingProcess(0.3, direction);
        var random = new Random(1);
        for (var i = 0; i < 300; i++) process.Update(random.NextDouble() < truth ? 1 : 0);

        Assert.Equal(found, process.PValue < 0.001);
        if (!found) Assert.True(process.LogEvidence < Math.Log(20));
    }

    [Fact]
    public void A_true_claim_is_rarely_rejected_however_often_one_looks()
    {
        const double alpha = 0.1;
        const int runs = 1_000;
        var random = new Random(2);
        var process = new BettingProcess(0.3);

        var rejected = Enumerable.Range(0, runs).Count(_ =>
        {
            process.Reset();
            for (var i = 0; i < 500; i++) process.Update(random.NextDouble() < 0.3 ? 1 : 0);
            return process.PValue <= alpha;
        });

        Assert.InRange(rejected, runs * alpha / 10, runs * alpha + 2.576 * Math.Sqrt(runs * alpha * (1 - alpha)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_claim_at_the_edge_is_refused(double mean)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BettingProcess(mean));
    }
}
