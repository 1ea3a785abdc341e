using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Ensembles;

public sealed class BlendWeightsTests
{
    private static readonly ChallengerPolicy Policy = new();

    [Fact]
    public void Without_a_record_all_that_are_awake_weigh_the_same()
    {
        var weights = BlendWeights.Of(Policy, new TrackRecords(3, 3), [true, false, true]);

        Assert.Equal([0.5, 0, 0.5], Totals(weights));
    }

    [Fact]
    public void Equal_records_are_equal_weights()
    {
        var weights = BlendWeights.Of(Policy, Records(50, () => [1, -1, 1, -1]), [true, true, true, true]);

        Assert.All(Totals(weights), weight => Assert.Equal(0.25, weight, 0.02));
    }

    [Fact]
    public void A_better_record_weighs_more_as_the_power_says()
    {
        var policy = Policy with { CorrectionRows = 0, PriorRows = 0, MinimumWeight = 0 };
        var weights = BlendWeights.Of(policy, Records(50, () => [1, Math.Sqrt(2)], policy), [true, true]);

        // Twice the loss is 1/64 of the weight.
        Assert.Equal(64 / 65.0, weights.Plain[0], 1e-9);
        Assert.Equal(1 / 65.0, weights.Plain[1], 1e-9);
    }

    [Fact]
    public void A_candidate_that_never_errs_takes_all_without_a_prior()
    {
        var policy = Policy with { CorrectionRows = 0, PriorRows = 0 };

        Assert.Equal([1, 0], BlendWeights.Of(policy, Records(5, () => [0, 1], policy), [true, true]).Plain);
    }

    [Fact]
    public void F24_what_loses_more_than_a_constant_has_no_weight()
    {
        // The constant errs by 1; one recipe by a little more, one by a little less.
        var records = Records(50, () => [1, 1.05, 0.95]);

        var weights = BlendWeights.Of(
            Policy with { CorrectionRows = 0 }, records, [true, true, true], constants: [true, false, false]);

        Assert.True(weights.Plain[0] > 0.3);
        Assert.Equal(0, weights.Plain[1]);
        Assert.True(weights.Plain[2] > weights.Plain[0]);
    }

    [Fact]
    public void F24_a_constant_far_from_all_others_changes_nothing()
    {
        var policy = Policy with { CorrectionRows = 0 };
        var alone = BlendWeights.Of(policy, Records(50, () => [1, 1.2]), [true, true]);
        var beside = BlendWeights.Of(
            policy, Records(50, () => [1, 1.2, 40]), [true, true, true], constants: [false, false, true]);

        Assert.Equal([.. alone.Plain, 0], beside.Plain.Select(weight => Math.Round(weight, 12)), Near);
    }

    [Fact]
    public void F24_a_constant_that_never_names_a_rare_class_does_not_silence_those_that_do()
    {
        var policy = new ChallengerPolicy();
        var records = new TrackRecords(2, policy.HalfLives.Length);
        for (var i = 0; i < 200; i++)
        {
            // One row in twenty is of class 1; the recipe finds it, with a false alarm beside it now and then.
            var outcome = i % 20 == 0 ? 1 : 0;
            records.Add(policy, PredictionTask.BinaryClassification, Given.Row(
                i, Given.Start.AddHours(i), outcome, 0.05, outcome == 1 || i % 18 == 1 ? 0.9 : 0.1), [true, false]);
        }

        var weights = BlendWeights.Of(
            policy, records, [true, true], PredictionTask.BinaryClassification, [true, false]);

        Assert.True(weights.Plain[1] + weights.Corrected[1] > 0);
    }

    [Fact]
    public void A_minimum_above_every_weight_leaves_the_heaviest()
    {
        var policy = Policy with { MinimumWeight = 0.5 };

        Assert.Equal(
            1, Totals(BlendWeights.Of(policy, new TrackRecords(5, 3), [true, true, true, true, true])).Sum(), 1e-9);
    }

    [Fact]
    public void Weights_are_a_convex_combination_of_the_awake_whatever_the_record()
    {
        Prop.ForAll(Worlds(), world =>
        {
            var weights = BlendWeights.Of(Policy, world.Records, world.Awake);
            var all = weights.Plain.Concat(weights.Corrected).ToArray();
            var sleeping = Totals(weights).Where((_, i) => !world.Awake[i]).Sum();
            return all.All(weight => weight >= 0) && Math.Abs(all.Sum() - 1) < 1e-9 && sleeping == 0;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_blend_stays_within_its_members_range_before_the_correction()
    {
        Prop.ForAll(Worlds(), world =>
        {
            var weights = Totals(BlendWeights.Of(Policy, world.Records, world.Awake));
            var predictions = weights.Select((_, i) => Math.Cos(i * 7.0) * 100).ToArray();
            var members = predictions.Where((_, i) => weights[i] > 0).ToArray();
            var blend = predictions.Zip(weights, (prediction, weight) => prediction * weight).Sum();
            return blend >= members.Min() - 1e-9 && blend <= members.Max() + 1e-9;
        }).QuickCheckThrowOnFailure();
    }

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1e-6;

    private static double[] Totals(BlendWeights weights) => [.. weights.Plain.Zip(weights.Corrected, (a, b) => a + b)];

    private static TrackRecords Records(int rows, Func<double[]> errors, ChallengerPolicy? policy = null)
    {
        policy ??= Policy;
        var records = new TrackRecords(errors().Length, policy.HalfLives.Length);
        for (var i = 0; i < rows; i++)
        {
            records.Add(policy, PredictionTask.Regression, Given.Row(i, Given.Start.AddHours(i), 0, errors()));
        }
        return records;
    }

    // Candidates with errors of very different sizes, some of them unavailable for some of the time.
    private static Arbitrary<(TrackRecords Records, bool[] Awake)> Worlds() =>
        (from seed in Gen.Choose(0, int.MaxValue - 1)
         from count in Gen.Choose(1, 24)
         from rows in Gen.Choose(0, 60)
         select World(seed, count, rows)).ToArbitrary();

    private static (TrackRecords Records, bool[] Awake) World(int seed, int count, int rows)
    {
        var random = new Random(seed);
        double[] scales = [.. Enumerable.Range(0, count).Select(_ => Math.Pow(10, random.Next(-6, 7)))];
        bool[] awake = [.. Enumerable.Range(0, count).Select(_ => random.Next(4) > 0)];
        awake[random.Next(count)] = true;
        return (Records(
            rows, () => [.. scales.Select(s => random.Next(5) == 0 ? double.NaN : s * Given.Normal(random))]), awake);
    }
}
