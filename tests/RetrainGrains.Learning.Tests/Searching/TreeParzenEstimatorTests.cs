using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Searching;

namespace RetrainGrains.Learning.Tests.Searching;

public sealed class TreeParzenEstimatorTests
{
    [Fact]
    public void It_comes_closer_to_a_valley_than_random_places_do()
    {
        double[] found = [.. Enumerable.Range(1, 21).Select(seed => Search((ulong)seed, trials: 60, guided: true))];
        double[] random = [.. Enumerable.Range(1, 21).Select(seed => Search((ulong)seed, trials: 60, guided: false))];

        Assert.True(Median(found) < 0.5 * Median(random), $"{Median(found)} against {Median(random)}");
    }

    [Fact]
    public void Every_proposal_lies_within_the_range()
    {
        var generator = new SeededGenerator(3);
        var tried = new List<TriedPlace>();
        for (var i = 0; i < 200; i++)
        {
            var place = TreeParzenEstimator.Propose(tried, 2, ref generator);
            // The best is at the very end of the range.
            tried.Add(new TriedPlace(place, place[0] - place[1]));

            Assert.All(place, value => Assert.InRange(value, 0, 1));
        }
    }

    [Fact]
    public void A_density_holds_all_of_its_mass_between_0_and_1()
    {
        var density = new ParzenDensity([0.01, 0.02, 0.5, 0.97, 1], 0.02);

        var mass = Enumerable.Range(0, 20_000).Average(i => density.At((i + 0.5) / 20_000));

        Assert.Equal(1, mass, 1e-6);
    }

    private static double Search(ulong seed, int trials, bool guided)
    {
        var generator = new SeededGenerator(seed);
        var tried = new List<TriedPlace>();
        for (var i = 0; i < trials; i++)
        {
            var place = TreeParzenEstimator.Propose(guided ? tried : [], 4, ref generator);
            tried.Add(new TriedPlace(place, Valley(place)));
        }

        return tried.Min(trial => trial.Loss);
    }

    private static double Valley(double[] place) =>
        Math.Pow(place[0] - 0.2, 2) + Math.Pow(place[1] - 0.7, 2) + 0.1 * Math.Pow(place[2] - 0.9, 2);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
