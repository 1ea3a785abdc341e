using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Ensembles;

public sealed class DiscountedRegretTests
{
    private static readonly ChallengerPolicy Policy = new()
    {
        HalfLives = [TimeSpan.FromDays(2)], CorrectionRows = 0, MinimumWeight = 0, Loss = LossKind.Squared,
    };

    public enum Opponent { Chance, AgainstTheHeaviest, ByTurns }

    [Fact]
    public void On_no_stream_does_the_blend_lose_more_than_the_bound_says()
    {
        var games = from opponent in Gen.Elements(Enum.GetValues<Opponent>())
                    from candidates in Gen.Choose(2, 12)
                    from rows in Gen.Choose(1, 400)
                    from power in Gen.Choose(2, 12)
                    from seed in Gen.Choose(0, int.MaxValue)
                    select new Game(opponent, candidates, rows, power, seed);
        Prop.ForAll(games.ToArbitrary(), game =>
        {
            var end = game.Play();
            return end.Served <= end.Limit && end.ServedEver <= end.LimitEver;
        }).QuickCheckThrowOnFailure();
    }

    // A bound that no ratio comes near would be useless.
    [Fact]
    public void An_opponent_who_knows_the_weights_makes_the_blend_lose_more_than_the_best()
    {
        var end = new Game(Opponent.AgainstTheHeaviest, 12, 400, 6, 1).Play();

        var bound = DiscountedRegret.BoundOf(Policy, PredictionTask.Regression, 12)!.Value;
        Assert.InRange(end.Served / end.Best, 1.05, bound);
    }

    [Fact]
    public void A_memory_says_what_served_lost_beside_the_recipe_that_lost_least()
    {
        var state = Given.Model() with
        {
            Policy = new ModelPolicy { Challengers = Policy },
            Candidates =
            [
                .. new[] { "leafwise", "mean" }.Select(name => new Candidate(new Recipe(name), Version(name))),
            ],
        };
        var records = new TrackRecords(2, 1);
        for (var i = 0; i < 10; i++)
        {
            records.Add(Policy, PredictionTask.Regression,
                new ScoredRow(i, Given.Start, Given.Start, [], 0, Served: 3, double.NaN, [2, 4]));
        }

        var regret = Assert.Single(DiscountedRegret.Of(
            state.Policy.Challengers, state.Schema.Task, state.Candidates, records));
        Assert.Equal(("leafwise/all/level", 4.0, 9.0), (regret.Best, regret.BestLoss, regret.ServedLoss));
        Assert.Equal(2.25, regret.Ratio);
        Assert.Equal(LossKind.Squared, regret.Loss);
        // What the records that every recipe starts with may cost is part of the bound: 16 is the largest mean loss.
        var prior = 1 + Policy.PriorRows * (1 + Math.Log(10)) / 10 * 16 / 4;
        Assert.Equal(Math.Pow(2, 1 / 5.0) * prior, regret.Bound!.Value, 1e-9);
        Assert.Equal(regret.Bound.Value * Math.Pow(1.1, 6), regret.BoundFor(0.1)!.Value, 1e-9);
    }

    [Fact]
    public void F33_a_bound_that_the_ratio_is_beyond_is_not_told()
    {
        var policy = Policy with { PriorRows = 0 };
        var records = new TrackRecords(2, 1);
        records.Add(policy, PredictionTask.Regression,
            new ScoredRow(1, Given.Start, Given.Start, [], 0, Served: 3, double.NaN, [2, 4]));
        records.Add(policy, PredictionTask.Regression,
            new ScoredRow(2, Given.Start, Given.Start, [], 0, Served: 3, double.NaN, [2, 4]));
        ImmutableArray<Candidate> candidates =
            [.. new[] { "leafwise", "mean" }.Select(name => new Candidate(new Recipe(name), Version(name)))];

        var regret = Assert.Single(DiscountedRegret.Of(policy, PredictionTask.Regression, candidates, records));

        Assert.Equal(2.25, regret.Ratio);
        Assert.Null(regret.Bound);
    }

    [Fact]
    public void Nothing_is_promised_for_counts_of_wrong_classes_or_a_single_recipe()
    {
        Assert.Null(DiscountedRegret.BoundOf(Policy with { Loss = null }, PredictionTask.BinaryClassification, 5));
        Assert.Null(DiscountedRegret.BoundOf(
            Policy with { Combination = Combination.Single }, PredictionTask.Regression, 5));
        Assert.Null(DiscountedRegret.BoundOf(Policy with { Power = 1 }, PredictionTask.Regression, 5));
        Assert.NotNull(DiscountedRegret.BoundOf(
            Policy with { Loss = LossKind.LogLoss }, PredictionTask.BinaryClassification, 5));
    }

    private static TrainedVersion Version(string name) => new(
        new Recipe(name), name, "run", Given.Start, new TrainingRows(Given.Start, Given.Start, 0, 1), 1);

    /// <summary>The losses at the end of a game: discounted, and in total.</summary>
    private sealed record Ending(double Served, double Best, double Limit, double ServedEver, double LimitEver);

    private sealed record Game(Opponent Opponent, int Candidates, int Rows, int Power, int Seed)
    {
        public Ending Play()
        {
            var policy = Policy with { Power = Power };
            var (records, chance) = (new TrackRecords(Candidates, 1), new Random(Seed));
            bool[] awake = [.. Enumerable.Repeat(true, Candidates)];
            var ever = new double[Candidates];
            var (served, servedEver, step, meanMax, fade) = (0.0, 0.0, 0.0, 0.0, Math.Pow(0.5, 1 / 48.0));
            for (var row = 0; row < Rows; row++)
            {
                var weights = BlendWeights.Of(policy, records, awake).Plain;
                var losses = Losses(weights, row, chance);
                // Convexity: a blend loses at most this.
                var lost = losses.Select((loss, i) => weights[i] * loss).Sum();
                (served, servedEver) = (served * fade + lost, servedEver + lost);
                for (var i = 0; i < Candidates; i++)
                {
                    ever[i] += losses[i];
                    // The first row has no record: only the prior counts, in units of its own mean.
                    var known = row == 0 ? losses.Average() * policy.PriorRows : Record(policy, records, i);
                    if (losses[i] > 0) step = Math.Max(step, losses[i] / known);
                }
                records.Add(policy, PredictionTask.Regression, new ScoredRow(
                    row, Given.Start.AddHours(row), Given.Start.AddHours(row), [], 0, double.NaN, double.NaN,
                    [.. losses.Select(Math.Sqrt)]));
                for (var i = 0; i < Candidates; i++) meanMax = Math.Max(meanMax, records.Loss(0, i));
            }
            var n = records.RowsIn(0);
            var factor = DiscountedRegret.BoundOf(policy, PredictionTask.Regression, Candidates)!.Value
                * Math.Pow(1 + step, Power);
            var best = Enumerable.Range(0, Candidates).Min(i => records.Loss(0, i)) * n;
            return new Ending(
                served, best, factor * (best + policy.PriorRows * (1 + Math.Log(n)) * meanMax),
                servedEver, factor * (ever.Min() + policy.PriorRows * (1 + Math.Log(n) + Rows / n) * meanMax));
        }

        private double[] Losses(double[] weights, int row, Random chance)
        {
            var losses = new double[Candidates];
            var heaviest = Array.IndexOf(weights, weights.Max());
            for (var i = 0; i < losses.Length; i++)
            {
                losses[i] = Opponent switch
                {
                    Opponent.Chance => Math.Pow(chance.NextDouble(), 4),
                    Opponent.AgainstTheHeaviest => i == heaviest ? 1 : 0.02,
                    _ => (row / 20) % Candidates == i ? 0.01 : 1,
                };
            }
            return losses;
        }

        private static double Record(ChallengerPolicy policy, TrackRecords records, int candidate)
        {
            var mean = Enumerable.Range(0, records.Candidates).Average(i => records.Loss(0, i));
            return records.Loss(0, candidate) * records.RowsIn(0) + policy.PriorRows * mean;
        }
    }
}
