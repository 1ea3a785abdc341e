namespace RetrainGrains.Domain.Tests.Windows;

public sealed class WindowTests
{
    [Fact]
    public void Deciles_hold_a_tenth_each_and_ties_share_a_bin()
    {
        var schema = Given.Schema(2);
        float[][] rows = [.. Enumerable.Range(0, 1_000).Select(i => new float[] { i, i % 2 })];
        var bins = FeatureBins.Of(schema, rows);
        var sums = Sums(bins, rows);

        Assert.Equal([0, .. sums.Bins(0)[1..^1], 0], sums.Bins(0).ToArray());
        Assert.All(sums.Bins(0)[1..^1].ToArray(), count => Assert.InRange(count, 98, 101));
        Assert.Equal([0, 500, 500, 0], sums.Bins(1).ToArray());
    }

    [Fact]
    public void A_stored_profile_of_several_classes_gives_its_counts_back()
    {
        var sums = new ErrorSums(new AnswerKind(PredictionTask.MulticlassClassification, 5));
        sums.Add(4, 4, given: 0.5);
        sums.Add(1, 3, given: 0.25);
        var profile = ErrorProfile.Of(sums, LossByDay.Of([0.5]));

        var read = DomainJson.Read<ErrorProfile>(DomainJson.Write(profile)).ToSums();

        Assert.Equal(sums.Answer, read.Answer);
        Assert.Equal(sums.Raw.ToArray(), read.Raw.ToArray());
    }

    [Fact]
    public void The_reference_s_own_values_are_within_its_range_and_others_are_counted()
    {
        var schema = new FeatureSchema
        {
            Features = [new("a"), new("c", FeatureKind.Categorical), new("gone")], Target = "y",
        };
        float[][] rows = [[3, 1, float.NaN], [-2, 0, float.NaN], [float.NaN, 2, float.NaN]];
        var bins = FeatureBins.Of(schema, rows);

        Assert.Equal((-2, 3), (bins.Minimum[0], bins.Maximum[0]));
        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(bins.HasRange));
        Assert.Equal([0, 0, 0], Sums(bins, rows).Outside.ToArray());
        Assert.Equal([2, 0, 0], Sums(bins, [[-2.1f, 9, 9], [3.1f, 9, 9], [float.NaN, 9, 9]]).Outside.ToArray());
    }

    [Fact]
    public void Bins_without_a_range_are_unbounded()
    {
        var bins = DomainJson.Read<FeatureBins>("""{ "edges": [[1], []] }""");

        Assert.Equal([0, 0], Sums(bins, [[-1e30f, 5], [1e30f, 5]]).Outside.ToArray());
        Assert.False(bins.HasRange(0));
        var kept = FeatureBins.Of(Given.Schema(2), [[1f, float.NaN], [2f, float.NaN]]);
        Assert.Equal(kept, DomainJson.Read<FeatureBins>(DomainJson.Write(kept)));
    }

    [Fact]
    public void Categories_have_a_bin_each_and_the_last_one_takes_the_rest()
    {
        var bins = new FeatureBins([[]]);

        Assert.Equal([0, 3, 9, 9], new float[] { 0, 3, 9, 200 }.Select(value => bins.BinOf(0, value)));
    }

    [Fact]
    public void Mean_and_variance_leave_missing_values_out()
    {
        var bins = FeatureBins.Of(Given.Schema(1), [[1f]]);
        var sums = Sums(bins, [[1f], [float.NaN], [2f], [6f]]);

        Assert.Equal((4, 3, 3.0), (sums.Rows, sums.Present(0), sums.Mean(0)));
        Assert.Equal((4 + 1 + 9) / 3.0, sums.Variance(0), 1e-12);
    }

    [Fact]
    public void Merged_sums_are_the_sums_of_all_rows()
    {
        var bins = FeatureBins.Of(Given.Schema(1), [[1f], [5f]]);
        var merged = Sums(bins, [[1f], [float.NaN]]);
        merged.Merge(Sums(bins, [[7f]]));

        Assert.Equal(DomainJson.Write(FeatureProfile.Of(Sums(bins, [[1f], [float.NaN], [7f]]))),
            DomainJson.Write(FeatureProfile.Of(merged)));
    }

    [Fact]
    public void Daily_losses_have_sample_mean_and_variance()
    {
        // numpy.mean and numpy.var(ddof=1).
        var losses = LossByDay.Of([1, 2, 3, 4, 5, 3, 2]);

        Assert.Equal((7, 2.857142857142857), (losses.Days, losses.Mean));
        Assert.Equal(1.8095238095238093, losses.Variance, 1e-12);
        Assert.Equal(0, LossByDay.Of([4]).Variance);
        Assert.Equal(0, LossByDay.Of([]).Days);
    }

    [Fact]
    public void A_window_takes_its_hours_and_weighs_days_by_their_rows()
    {
        var buckets = Enumerable.Range(0, 72).Select(hour => WithErrors(hour, hour < 24 ? 1 : 2));

        var window = WindowSummary.Of(Given.Schema(), buckets, 12, 48);

        Assert.Equal(36, window.Errors.Count);
        Assert.Equal((2, 2.5), (window.Losses.Days, window.Losses.Mean));
    }

    [Fact]
    public void Served_is_compared_with_its_predecessor_on_hours_that_have_both()
    {
        var both = WithErrors(5, 3);
        both.Predecessor.Add(11, 10);
        HourBucket[] buckets = [WithErrors(4, 9), both];

        Assert.Equal(
            (1, 8.0),
            (LossByDay.ServedOverPredecessor(buckets, 0).Days, LossByDay.ServedOverPredecessor(buckets, 0).Mean));
        Assert.Equal(0, LossByDay.ServedOverPredecessor(buckets, 6).Days);
    }

    [Fact]
    public void Each_row_is_taken_in_once_in_stored_order()
    {
        var state = Given.Model(Given.Policy(Combination.Blend, new Recipe("leafwise"))) with
        {
            Bins = FeatureBins.Of(Given.Schema(), [[1f, 1f]]),
        };
        var (buckets, touched) = (new Dictionary<long, HourBucket>(), new HashSet<long>());
        ScoredRow[] rows = [Given.Row(1, Given.Start, 5, 4), Given.Row(2, Given.Start.AddHours(1), 5, double.NaN)];

        var now = Given.Start.AddDays(1);
        var once = LearnedStateAccumulator.Absorb(state, LearnedState.None(state), rows, buckets, 0, touched, now);
        var twice = LearnedStateAccumulator.Absorb(state, once, rows, buckets, 0, touched, now);

        Assert.Equal(
            (2, 2, 2, Given.Start.AddHours(1)),
            (twice.Cursor, (int)twice.Outcomes, twice.SinceCheck, twice.NewestOutcome));
        Assert.Equal([1, 1], buckets.Values.Select(bucket => bucket.Features.Rows));
        Assert.Equal([1, 0], buckets.Values.Select(bucket => bucket.Candidates[0].Count));
        Assert.Equal(2, touched.Count);
    }

    [Fact]
    public void F8_A_row_of_a_far_future_counts_only_as_an_outcome_and_is_never_the_newest()
    {
        var state = Given.Model(Given.Policy(Combination.Blend, new Recipe("leafwise"))) with
        {
            Bins = FeatureBins.Of(Given.Schema(), [[1f, 1f]]),
        };
        var (buckets, now) = (new Dictionary<long, HourBucket>(), Given.Start.AddHours(2));
        var future = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
        ScoredRow[] rows =
        [
            Given.Row(1, Given.Start, 5, 4), Given.Row(2, future, 5, 4),
            Given.Row(3, Given.Start.AddHours(1), 5, 4), Given.Row(4, now.AddMinutes(4), 5, 4),
        ];

        var learned = LearnedStateAccumulator.Absorb(
            state, LearnedState.None(state), rows, buckets, 0, new HashSet<long>(), now);

        Assert.Equal((4L, 4L, now), (learned.Cursor, learned.Outcomes, learned.NewestOutcome!.Value));
        Assert.Equal(3, buckets.Count);
        Assert.True(learned.Records.LastRow < future);
    }

    [Fact]
    public void Rows_earn_what_the_policy_calls_a_return_for_everyone_who_predicted()
    {
        var policy = Given.Policy(Combination.Blend, new Recipe("leafwise"));
        policy = policy with { Performance = new() { Returns = new() { Cost = 0.5 }, Segments = [new("f0")] } };
        var state = Given.Model(policy) with { Bins = FeatureBins.Of(Given.Schema(), [[1f, 1f]]) };
        var buckets = new Dictionary<long, HourBucket>();
        var row = Given.Row(1, Given.Start, 5, -4) with { Served = 3 };

        LearnedStateAccumulator.Absorb(
            state, LearnedState.None(state), [row], buckets, 0, new HashSet<long>(), Given.Start.AddDays(1));

        var bucket = Assert.Single(buckets.Values);
        Assert.Equal((4.5, 0), (bucket.Served.Returns.Gain, bucket.Served.Returns.Loss));
        Assert.Equal((0, 5.5), (bucket.Candidates[0].Returns.Gain, bucket.Candidates[0].Returns.Loss));
        Assert.Equal(4.5, Assert.Single(bucket.Segments).Value.Returns.Gain);
    }

    [Fact]
    public void A_row_from_before_the_kept_hours_counts_only_as_an_outcome()
    {
        var state = Given.Model(Given.Policy(Combination.Blend, new Recipe("leafwise"))) with
        {
            Bins = FeatureBins.Of(Given.Schema(), [[1f, 1f]]),
        };
        var buckets = new Dictionary<long, HourBucket>();

        var evidence =
            LearnedStateAccumulator.Absorb(state, LearnedState.None(state), [Given.Row(1, Given.Start, 5, 4)], buckets,
            HourBucket.HourOf(Given.Start) + 1, new HashSet<long>(), Given.Start.AddDays(1));

        Assert.Empty(buckets);
        Assert.Equal(1, evidence.Outcomes);
    }

    private static FeatureSums Sums(FeatureBins bins, float[][] rows)
    {
        var sums = new FeatureSums(bins.FeatureCount);
        foreach (var row in rows) sums.Add(bins, row);
        return sums;
    }

    private static HourBucket WithErrors(long hour, double error)
    {
        var bucket = Given.Bucket(hour);
        bucket.Served.Add(10 + error, 10);
        return bucket;
    }
}
