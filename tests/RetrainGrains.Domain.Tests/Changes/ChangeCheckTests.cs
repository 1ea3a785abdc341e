using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Changes;

public sealed class ChangeCheckTests
{
    private static readonly ChangeDetectorPolicy[] All =
    [
        new AdwinDetectorPolicy { Per = ChangeUnit.Row }, new PageHinkleyDetectorPolicy { Per = ChangeUnit.Hour },
        new CusumDetectorPolicy { WarmUp = 5 }, new KswinDetectorPolicy { On = "f0", Per = ChangeUnit.Row },
        new DdmDetectorPolicy(),
        new EddmDetectorPolicy(), new HddmADetectorPolicy { Per = ChangeUnit.Hour }, new EDetectorPolicy(),
    ];

    public static TheoryData<string> Names => ["adwin", "pageHinkley", "cusum", "kswin", "ddm", "eddm", "hddmA",
        "hddmW", "eDetector"];

    [Fact]
    public void However_rows_are_batched_the_watches_come_to_the_same()
    {
        var state = WatchedModel.Model(All);
        var rows = WatchedModel.Rows([.. WatchedModel.Losses(1, 300), .. WatchedModel.Losses(2, 300, 9)]);
        var whole = DomainJson.Write(WatchedModel.Absorb(state, rows).Detectors);

        Prop.ForAll(Gen.Choose(1, 120).ArrayOf(12).ToArbitrary(), sizes =>
        {
            var learned = LearnedState.None(state);
            var from = 0;
            foreach (var size in sizes.Append(rows.Length))
            {
                // Written and read in between, as after a restart.
                learned = learned with
                {
                    Detectors = DomainJson.Read<ImmutableArray<DetectorState>>(DomainJson.Write(learned.Detectors)),
                };
                learned = WatchedModel.Absorb(state, learned, [.. rows.Skip(from).Take(size)]);
                from += size;
            }
            return DomainJson.Write(learned.Detectors) == whole;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
        Assert.Contains(DomainJson.Read<ImmutableArray<DetectorState>>(whole), watch => watch.Alarms.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_that_rises_tenfold_is_found(string detector)
    {
        var watch = DomainJson.Read<ChangeDetectorPolicy>($$"""{ "detector": "{{detector}}", "per": "row" }""");
        var state = WatchedModel.Model(watch);
        // DDM and its variants count answers that are more than 20 % off: hardly any before, most after.
        var rows =
            WatchedModel.Rows([.. WatchedModel.Losses(3, 800, 0.2), .. WatchedModel.Losses(4, 800, 5)], perDay: 20);

        var learned = WatchedModel.Absorb(state, rows);

        var found =
            Assert.Single(ChangeCheck.Evaluate(state.Policy.Triggers.Change, state.ChangeFacts, learned.Detectors));
        Assert.Equal((detector, "loss", ChangeUnit.Row), (found.Detector, found.On, found.Per));
        Assert.Contains(learned.Detectors[0].Alarms, alarm => alarm.At > Given.Start.AddDays(40));
        Assert.Contains($"{detector} found a change of loss by rows on 2026-", found.Text);
        Assert.True(found.IsConfirmed);
    }

    [Fact]
    public void By_default_the_e_detector_keeps_its_promise_on_streams_without_change()
    {
        const int Streams = 60;
        const int Days = 400;
        var watch = new EDetectorPolicy();
        var state = WatchedModel.Model(watch);

        var alarms = Enumerable.Range(1, Streams).Sum(seed =>
            WatchedModel.Absorb(state, WatchedModel.Rows(WatchedModel.Losses(seed, Days * 4)))
                .Detectors[0].Alarms.Length);

        // The rate is at most one in a thousand days: 24 in all of these.
        Assert.InRange(alarms, 0, Streams * Days / watch.AverageRunLength);
    }

    [Fact]
    public void By_default_the_e_detector_finds_a_doubled_loss_within_weeks()
    {
        var state = WatchedModel.Model(new EDetectorPolicy());
        var delays = Enumerable.Range(1, 20).Select(seed =>
        {
            double[] losses = [.. WatchedModel.Losses(seed, 100 * 24), .. WatchedModel.Losses(seed + 100, 60 * 24, 2)];
            var alarm = WatchedModel.Absorb(state, WatchedModel.Rows(losses, perDay: 24)).Detectors[0].Alarms[0];
            return (alarm.At - Given.Start).TotalDays - 100;
        });

        Assert.All(delays, delay => Assert.InRange(delay, 1, 21));
    }

    [Fact]
    public void A_loss_that_falls_is_no_alarm()
    {
        var state = WatchedModel.Model(
            new AdwinDetectorPolicy { Per = ChangeUnit.Row }, new PageHinkleyDetectorPolicy { Per = ChangeUnit.Row },
            new CusumDetectorPolicy { Per = ChangeUnit.Row, Threshold = 50 }, new EDetectorPolicy());
        double[] losses = [.. Enumerable.Repeat(4.0, 500), .. Enumerable.Repeat(1.0, 500)];

        var learned = WatchedModel.Absorb(state, WatchedModel.Rows(losses.Select((loss, i) => loss + i % 3 * 0.1)));

        Assert.Empty(ChangeCheck.Evaluate(state.Policy.Triggers.Change, state.ChangeFacts, learned.Detectors));
    }

    [Fact]
    public void Another_champion_and_another_setting_start_the_watch_anew()
    {
        var state = WatchedModel.Model(new CusumDetectorPolicy { WarmUp = 5 });
        var learned = WatchedModel.Absorb(state, WatchedModel.Rows([.. Enumerable.Repeat(1.0, 60), .. Shifted(40)]));
        var later = Given.Start.AddDays(25);
        var promoted = state with { Champion = state.Champion! with { PromotedAt = later } };
        var set = WatchedModel.Model(new CusumDetectorPolicy { WarmUp = 6 });

        Assert.NotEmpty(ChangeCheck.Evaluate(state.Policy.Triggers.Change, state.ChangeFacts, learned.Detectors));
        Assert.Empty(ChangeCheck.Evaluate(promoted.Policy.Triggers.Change, promoted.ChangeFacts, learned.Detectors));
        Assert.Empty(ChangeCheck.Evaluate(set.Policy.Triggers.Change, set.ChangeFacts, learned.Detectors));
        var next = WatchedModel.Absorb(promoted, learned, WatchedModel.Rows(Shifted(40), first: 100)).Detectors[0];
        Assert.Empty(next.Alarms);
        Assert.NotEqual(learned.Detectors[0].Key, next.Key);
    }

    [Fact]
    public void A_policy_without_watches_leaves_none_behind()
    {
        var state = WatchedModel.Model(new AdwinDetectorPolicy());
        var rows = WatchedModel.Rows(WatchedModel.Losses(1, 20));
        var learned = WatchedModel.Absorb(state, rows[..10]);

        Assert.Single(learned.Detectors);
        Assert.Empty(WatchedModel.Absorb(state with { Policy = new() }, learned, rows).Detectors);
    }

    [Fact]
    public void What_an_earlier_champion_answered_is_left_out()
    {
        var state = WatchedModel.Model(new AdwinDetectorPolicy { Per = ChangeUnit.Row });
        var rows = WatchedModel.Rows(WatchedModel.Losses(1, 40));
        var late = state with { Champion = state.Champion! with { PromotedAt = rows[10].At } };

        Assert.Equal(Saved(WatchedModel.Absorb(late, rows[10..])), Saved(WatchedModel.Absorb(late, rows)));
    }

    [Fact]
    public void The_e_detector_waits_for_a_reference()
    {
        var state = WatchedModel.Model(new EDetectorPolicy());
        var rows = WatchedModel.Rows(WatchedModel.Losses(1, 40));

        Assert.Empty(WatchedModel.Absorb(state with { Reference = null }, rows).Detectors);
        Assert.Single(WatchedModel.Absorb(state, rows).Detectors);
    }

    [Fact]
    public void Alarms_count_until_a_run_has_been_planned_and_only_the_last_ten_are_kept()
    {
        var state = WatchedModel.Model(new CusumDetectorPolicy { Per = ChangeUnit.Row, WarmUp = 5, Confirmations = 3 });
        var steps = Enumerable.Range(0, 400).Select(i => 1 + i / 20 * 50.0 + i % 2);

        var learned = WatchedModel.Absorb(state, WatchedModel.Rows(steps));

        var alarms = learned.Detectors[0].Alarms;
        Assert.Equal(DetectorState.AlarmsMax, alarms.Length);
        Assert.True(
            ChangeCheck.Evaluate(state.Policy.Triggers.Change, state.ChangeFacts, learned.Detectors)[0].IsConfirmed);
        var ran = ChangeCheck.Evaluate(
            state.Policy.Triggers.Change, state.ChangeFacts with { LastRun = alarms[^3].At }, learned.Detectors)[0];
        Assert.Equal((2, false), (ran.Alarms, ran.IsConfirmed));
        Assert.Contains("(2 of 3 alarms)", ran.Text);
        Assert.Empty(ChangeCheck.Evaluate(
            state.Policy.Triggers.Change, state.ChangeFacts with { LastRun = alarms[^1].At }, learned.Detectors));
    }

    [Fact]
    public void A_feature_is_followed_by_its_name()
    {
        var state = WatchedModel.Model(new CusumDetectorPolicy { On = "f0", Per = ChangeUnit.Row });
        var rows = WatchedModel.Rows([.. Shifted(60), .. Enumerable.Repeat(1.0, 60)]);

        var found =
            Assert.Single(
                ChangeCheck.Evaluate(
                    state.Policy.Triggers.Change, state.ChangeFacts, WatchedModel.Absorb(state, rows).Detectors));

        Assert.StartsWith("cusum found a change of f0 by rows", found.Text);
    }

    [Fact]
    public void What_cannot_be_taken_up_starts_anew()
    {
        var state = WatchedModel.Model(new AdwinDetectorPolicy { Per = ChangeUnit.Row });
        var rows = WatchedModel.Rows(WatchedModel.Losses(1, 40));
        var learned = WatchedModel.Absorb(state, rows[..20]);
        var damaged = learned with { Detectors = [learned.Detectors[0] with { Detector = new byte[] { 1, 2, 3 } }] };

        Assert.Equal(Saved(WatchedModel.Absorb(state, rows[20..])), Saved(WatchedModel.Absorb(state, damaged, rows)));
    }

    private static byte[] Saved(LearnedState learned) => learned.Detectors[0].Detector.ToArray();

    // A level that varies a little, so that there is a deviation to count in.
    private static IEnumerable<double> Shifted(int count) => Enumerable.Range(0, count).Select(i => 30.0 + i % 3);
}
