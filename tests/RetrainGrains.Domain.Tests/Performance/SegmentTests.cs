namespace RetrainGrains.Domain.Tests.Performance;

public sealed class SegmentTests
{
    private const int Stations = 8;

    private static readonly FeatureSchema Schema = new()
    {
        Features =
        [
            new("station", FeatureKind.Categorical)
            {
                Categories = [.. Enumerable.Range(0, Stations).Select(station => $"s{station}")],
            },
            new("wind"),
        ],
        Target = "y",
    };

    private static readonly PerformancePolicy Watching = new()
    {
        Segments = [new("station")],
        Rules =
        [
            new(Metric.Rmse, RuleKind.Worsening, 0.15, Severity.Critical),
            new(Metric.Rmse, RuleKind.Worsening, 0.15, Severity.Critical) { Segment = "station" },
        ],
    };

    [Fact]
    public void A_segment_that_decays_is_found_while_the_whole_still_does_well()
    {
        var random = new Random(3);
        var reference = ErrorProfile.Of(Draw(random, 28, _ => 1), 7);
        var current = Draw(random, 7, station => station == 5 ? 1.6 : 1);

        var fired = Assert.Single(PerformanceCheck.Evaluate(Watching, reference, current).Fired);

        Assert.Equal("station=s5", fired.Segment);
        // Eight stations and all rows together share the level.
        Assert.Equal(0.01 / 9, fired.Level!.Value, 1e-12);
        Assert.Matches(@"^RMSE of station=s5 went from .* \(.*–.*\), .* worse \(limit 15 %, p = .* ≤ 0.001111\)$",
            fired.Describe());
    }

    [Fact]
    public void Many_segments_together_do_not_alarm_more_often_than_stated()
    {
        // No limit on the size, so that only the significance limits the alarms.
        var policy = Watching with
        {
            Significance = 0.1,
            Rules = [.. Watching.Rules.Select(rule => rule with { Limit = 0 })],
        };
        var random = new Random(11);
        var (draws, alarms, uncorrected) = (300, 0, 0);
        for (var i = 0; i < draws; i++)
        {
            var reference = ErrorProfile.Of(Draw(random, 28, _ => 1), 7);
            var report = PerformanceCheck.Evaluate(policy, reference, Draw(random, 7, _ => 1));
            if (report.Fired.Any()) alarms++;
            if (report.Evidence.Any(evidence => evidence.PValue <= 0.1)) uncorrected++;
        }

        var band = 3 * Math.Sqrt(0.1 * 0.9 / draws);
        Assert.InRange(alarms / (double)draws, 0.02, 0.1 + band);
        Assert.True(uncorrected / (double)draws > 0.3);
    }

    [Fact]
    public void A_rule_may_mean_one_segment_and_a_bound_needs_no_reference()
    {
        var policy = Watching with
        {
            Rules = [new(Metric.Mae, RuleKind.Bound, 0.1, Severity.Warning) { Segment = "station=s2" }],
        };

        var fired = Assert.Single(PerformanceCheck.Evaluate(policy, null, Draw(new Random(1), 7, _ => 1)).Fired);

        Assert.Equal("station=s2", fired.Segment);
        Assert.Null(fired.Level);
    }

    [Fact]
    public void A_segment_with_too_few_outcomes_says_nothing()
    {
        var current = Draw(new Random(1), 7, station => station == 3 ? double.NaN : 1);

        var report = PerformanceCheck.Evaluate(Watching, ErrorProfile.Of(Draw(new Random(2), 28, _ => 1), 7), current);

        Assert.Equal(Stations, report.Evidence.Length);
        Assert.DoesNotContain(report.Evidence, evidence => evidence.Segment == "station=s3");
    }

    [Fact]
    public void Numbers_are_watched_by_the_bins_of_the_reference_and_missing_values_are_in_none()
    {
        var plan = SegmentPlan.Of([new("wind")], Schema);
        var bins = FeatureBins.Of(Schema, [.. Enumerable.Range(0, 100).Select(i => new float[] { 0, i })]);
        var bucket = HourBucket.Empty(0, Schema, 0);

        foreach (var wind in new[] { -5, 15, 15, float.NaN, 99 }) plan.Add(bucket, bins, Row(0, wind), double.NaN);

        var counts = plan.All.Select(segment => bucket.FindSegment(segment.Key)?.Count ?? 0);
        Assert.Equal([1, 2, 0, 0, 0, 0, 0, 0, 0, 1], counts);
        Assert.Equal("wind=bin 2", plan.All[1].Name);
    }

    [Fact]
    public void A_number_that_came_after_the_bins_is_in_no_segment_until_they_are_completed_and_that_is_told()
    {
        float[][] old = [.. Enumerable.Range(0, 100).Select(i => new float[] { i % Stations })];
        var before = FeatureBins.Of(Schema with { Features = Schema.Features[..1] }, old);
        var empty = before.Completed(Schema, [.. old.Select(row => Schema.Fit(row))]);
        var bins = empty.Completed(Schema, [.. old.Select((row, i) => new[] { row[0], (float)i })]);
        var plan = SegmentPlan.Of([new("wind")], Schema);

        foreach (var unknowing in new[] { before, empty })
        {
            var bucket = HourBucket.Empty(0, Schema, 0);
            plan.Add(bucket, unknowing, Row(0, 15), double.NaN);
            Assert.Equal(0, bucket.SegmentCount);
            Assert.StartsWith(
                "segments of wind cannot be compared: ", Assert.Single(plan.NotCompared(Schema, unknowing)));
        }
        var counted = HourBucket.Empty(0, Schema, 0);
        plan.Add(counted, bins, Row(0, 15), double.NaN);

        Assert.Equal(1, counted.FindSegment(plan.All[1].Key)!.Count);
        Assert.Empty(plan.NotCompared(Schema, bins));
        // Categories have segments of their own, with or without bins.
        Assert.Empty(SegmentPlan.Of([new("station")], Schema).NotCompared(Schema, before));
        // What was known stays as it was.
        Assert.Equal(before.Categories!.Value[0], bins.Categories!.Value[0]);
        Assert.Same(bins, bins.Completed(Schema, [[0, 1]]));
    }

    [Fact]
    public void Segments_that_are_asked_for_later_start_their_sums_anew_and_old_ones_make_room()
    {
        var bucket = HourBucket.Empty(0, Schema, 0);
        var bins = new FeatureBins([[], [0]]);
        SegmentPlan.Of([new("station")], Schema).Add(bucket, bins, Row(1, 1), double.NaN);
        var wind = SegmentPlan.Of([new("wind")], Schema);
        Assert.All(wind.All, segment => Assert.Null(bucket.FindSegment(segment.Key)));

        for (var key = 0UL; key < SegmentPolicy.SegmentsMax; key++) bucket.SegmentErrors(key);
        wind.Add(bucket, bins, Row(1, 1), double.NaN);

        Assert.Equal(1, bucket.SegmentCount);
        Assert.Equal(1, bucket.FindSegment(wind.All[1].Key)!.Count);
    }

    [Fact]
    public void Segments_that_are_watched_from_today_get_their_reference_after_a_week()
    {
        var policy = Given.Policy(Combination.Blend, new Recipe("leafwise")) with
        {
            Performance = new() { Segments = [new("f0")] },
        };
        var state = Given.Serving(policy) with { Bins = new FeatureBins([[0], [0]]) };
        var known = ErrorProfile.Of(Given.Errors(100, 1), LossByDay.Of([1, 1]));
        state = state with { Reference = new ReferenceWindow(FeatureProfile.Of(new FeatureSums(2)), known) };

        Assert.Null(Check(6).NewReference);
        var errors = Check(8).NewReference!.Errors!;

        Assert.Equal(known.Sums, errors.Sums);
        Assert.Equal(["f0=bin 1"], errors.Segments!.Value.Select(profile => profile.Segment));
        // Only the second bin is missing, and it has no rows: nothing new is reported.
        state = state with { Reference = state.Reference with { Errors = errors } };
        Assert.Null(Check(8).NewReference);

        ModelChecked Check(int days)
        {
            var now = Given.Start.AddDays(20);
            var (buckets, touched) = (new SortedDictionary<long, HourBucket>(), new HashSet<long>());
            ScoredRow[] rows = [.. Enumerable.Range(0, days * 24).Select(hour =>
                Given.Row(hour + 1, now.AddHours(hour - days * 24), 5, 5) with { Served = 6 })];
            LearnedStateAccumulator.Absorb(state, LearnedState.None(state), rows, buckets, 0, touched, now);
            var check = new CheckDue(Given.LearnedState(state, 1_000, now), buckets.Values);
            return ModelLifecycle.Decide(state, check, now).Events.OfType<ModelChecked>().Single();
        }
    }

    [Fact]
    public void Too_many_segments_and_unknown_names_are_refused()
    {
        var two = Watching with { Segments = [new("station"), new("station")] };
        var four = Watching with { Segments = [new("a"), new("b"), new("c"), new("d")], Rules = [] };
        var stranger = Watching with { Segments = [new("wind")] };

        Assert.Contains(two.Validate("p"), problem => problem.Rule == "must not name a feature twice");
        Assert.Contains(four.Validate("p"), problem => problem.Rule == "must be between 0 and 3");
        Assert.Contains(stranger.Validate("p"), problem => problem.Field == "p.rules[1].segment");
        Assert.Contains(four.ValidateFor(Schema, "p"), problem => problem.Field == "p.segments[3].feature");
        var one = Watching with { Segments = [new("station") { Values = ["s1", "nowhere"] }] };
        Assert.Equal("nowhere", Assert.Single(one.ValidateFor(Schema, "p")).Value);
        var other = Watching with { Segments = [new("station") { Values = ["s1"] }] };
        Assert.Empty(other.ValidateFor(Schema, "p"));
        Assert.Single(SegmentPlan.Of(other.Segments, Schema).All);
        var wide = Schema with
        {
            Features = [new("station", FeatureKind.Categorical)
            {
                Categories = [.. Enumerable.Range(0, 33).Select(station => $"s{station}")],
            }],
        };
        Assert.Contains("at most 32", Assert.Single(Watching.ValidateFor(wide, "p")).Rule, StringComparison.Ordinal);
    }

    // Ten rows of each station a day; errors are normal, with a station's own spread.
    private static WindowSummary Draw(Random random, int days, Func<int, double> spread)
    {
        var plan = SegmentPlan.Of(Watching.Segments, Schema);
        var bins = new FeatureBins([[], [0]]);
        var buckets = new HourBucket[days];
        for (var day = 0; day < days; day++)
        {
            var bucket = buckets[day] = HourBucket.Empty(day * 24, Schema, 0);
            for (var i = 0; i < 10 * Stations; i++)
            {
                var row = Row(i % Stations, 0) with { Served = spread(i % Stations) * Given.Normal(random) };
                if (double.IsNaN(row.Served)) continue;
                bucket.Served.Add(row.Served, 0);
                plan.Add(bucket, bins, row, double.NaN);
            }
        }
        return WindowSummary.Of(Schema, buckets, 0, days * 24, plan);
    }

    private static ScoredRow Row(float station, float wind) =>
        new(1, Given.Start, Given.Start, [station, wind], 0, 0, double.NaN, []);
}
