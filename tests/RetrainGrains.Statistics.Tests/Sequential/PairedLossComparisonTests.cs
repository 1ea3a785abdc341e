using RetrainGrains.Statistics.Sequential;

namespace RetrainGrains.Statistics.Tests.Sequential;

public sealed class PairedLossComparisonTests
{
    private const double Alpha = 0.05;
    private const int Runs = 2_000;
    private const int Rows = 500;
    private static readonly double Allowed = Runs * Alpha + 2.576 * Math.Sqrt(Runs * Alpha * (1 - Alpha));

    [Fact]
    public void Nothing_seen_says_nothing()
    {
        var comparison = new PairedLossComparison(largestLoss: 3);

        Assert.Equal(new AnytimeInterval(0, -3, 3), comparison.Interval);
        Assert.Equal(0, comparison.LogEvidenceForChallenger(), 1e-12);
        Assert.Equal(0, comparison.LogEvidenceForChampion(), 1e-12);
    }

    [Fact]
    public void Its_interval_is_the_gamma_exponential_boundary()
    {
        double[] champion = [1, 0, 1, 1, 0, 1];
        double[] challenger = [0, 0, 0, 1, 1, 0];
        var comparison = new PairedLossComparison(alpha: 0.1);
        foreach (var (a, b) in champion.Zip(challenger)) comparison.Update(a, b);

        // d = 1, 0, 1, 0, -1, 1; predictions 0, 1, 1/2, 2/3, 1/2, 1/5; V = 1 + 1 + 1/4 + 4/9 + 9/4 + 16/25.
        var boundary = new GammaExponentialMixture(OneSidedNormalMixture.BestRho(100, 0.05), 2);
        var margin = boundary.Bound(1 + 1 + 1 / 4.0 + 4 / 9.0 + 9 / 4.0 + 16 / 25.0, 0.05) / 6;
        Assert.Equal(1 / 3.0, comparison.Interval.Estimate, 1e-12);
        Assert.Equal(Math.Max(-1, 1 / 3.0 - margin), comparison.Interval.Lower, 1e-9);
        Assert.Equal(boundary.LogEvidence(2, 5.584444444), comparison.LogEvidenceForChallenger(), 1e-6);
    }

    [Fact]
    public void The_interval_excludes_zero_exactly_when_the_evidence_suffices()
    {
        var random = new Random(8);
        var comparison = new PairedLossComparison();
        var excluded = 0;
        for (var row = 0; row < 600; row++)
        {
            comparison.Update(Loss(random, 0.4), Loss(random, 0.25));
            Assert.Equal(comparison.LogEvidenceForChallenger() > Math.Log(2 / Alpha), comparison.Interval.Lower > 0);
            if (comparison.Interval.Lower > 0) excluded++;
        }
        Assert.InRange(excluded, 50, 550);
    }

    [Fact]
    public void An_equal_challenger_is_rarely_promoted_however_often_one_looks()
    {
        var random = new Random(1);

        var (promoted, fooled) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var comparison = new PairedLossComparison();
            var (evidence, naive) = (double.NegativeInfinity, 0.0);
            var (sum, squares) = (0.0, 0.0);
            for (var row = 1; row <= Rows; row++)
            {
                var (champion, challenger) = (Loss(random, 0.3), Loss(random, 0.3));
                comparison.Update(champion, challenger);
                evidence = Math.Max(evidence, comparison.LogEvidenceForChallenger());
                sum += champion - challenger;
                squares += Math.Pow(champion - challenger, 2);
                if (row >= 30 && squares > 0) naive = Math.Max(naive, sum / Math.Sqrt(squares));
            }
            if (evidence >= Math.Log(1 / Alpha)) promoted++;
            if (naive > 1.645) fooled++;
        }

        Assert.InRange(promoted, 1, Allowed);
        // The same looks with a one-sided z-test at the same level.
        Assert.InRange(fooled, 4 * Allowed, Runs);
    }

    [Fact]
    public void It_keeps_its_promise_when_who_is_better_swings_with_the_season()
    {
        var random = new Random(2);

        var wrong = Enumerable.Range(0, 400).Count(_ =>
        {
            var comparison = new PairedLossComparison();
            var truth = 0.0;
            return Enumerable.Range(1, 300).Any(row =>
            {
                var swing = 0.25 * Math.Sin(row / 20.0);
                truth += 2 * swing;
                comparison.Update(Loss(random, 0.4 + swing), Loss(random, 0.4 - swing));
                return row % 10 == 0 && !comparison.Interval.Contains(truth / row);
            });
        });

        Assert.InRange(wrong, 0, 400 * Alpha + 2.576 * Math.Sqrt(400 * Alpha * (1 - Alpha)));
    }

    [Fact]
    public void A_better_challenger_is_found_and_a_worse_one_not()
    {
        var random = new Random(3);

        var (found, mistaken) = (0, 0);
        for (var run = 0; run < 200; run++)
        {
            var comparison = new PairedLossComparison();
            var reached = false;
            for (var row = 0; row < 1_000; row++)
            {
                comparison.Update(Loss(random, 0.35), Loss(random, 0.25));
                reached |= comparison.LogEvidenceForChallenger() >= Math.Log(1 / Alpha);
                if (comparison.LogEvidenceForChampion() >= Math.Log(1 / Alpha)) mistaken++;
            }
            if (reached) found++;
        }

        Assert.InRange(found, 180, 200);
        Assert.Equal(0, mistaken);
    }

    [Fact]
    public void The_unit_of_the_loss_does_not_matter()
    {
        var random = new Random(4);
        var (unit, large) = (new PairedLossComparison(), new PairedLossComparison(largestLoss: 50));
        for (var row = 0; row < 200; row++)
        {
            var (champion, challenger) = (random.NextDouble(), random.NextDouble());
            unit.Update(champion, challenger);
            large.Update(50 * champion, 50 * challenger);
        }

        Assert.Equal(50 * unit.Interval.Lower, large.Interval.Lower, 1e-6);
        Assert.Equal(unit.LogEvidenceForChampion(), large.LogEvidenceForChampion(), 1e-9);
    }

    [Fact]
    public void The_interval_ends_where_the_evidence_for_that_margin_runs_out()
    {
        var random = new Random(5);
        var comparison = new PairedLossComparison(largestLoss: 4);
        for (var row = 0; row < 800; row++) comparison.Update(4 * Loss(random, 0.4), 4 * Loss(random, 0.2));
        var (lower, upper) = (comparison.Interval.Lower, comparison.Interval.Upper);

        Assert.InRange(lower, 0.1, 0.8);
        Assert.Equal(Math.Log(2 / Alpha), comparison.LogEvidenceForChallenger(lower), 1e-6);
        Assert.Equal(Math.Log(2 / Alpha), comparison.LogEvidenceForChampion(-upper), 1e-6);
        Assert.True(comparison.LogEvidenceForChallenger(lower - 0.1) > Math.Log(2 / Alpha));
        Assert.Throws<ArgumentOutOfRangeException>(() => comparison.LogEvidenceForChallenger(4.1));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_loss_outside_its_bounds_is_refused_by_name(double loss)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new PairedLossComparison().Update(0.5, loss));

        Assert.Contains("challengerLoss", error.Message, StringComparison.Ordinal);
    }

    private static double Loss(Random random, double rate) => random.NextDouble() < rate ? 1 : 0;
}
