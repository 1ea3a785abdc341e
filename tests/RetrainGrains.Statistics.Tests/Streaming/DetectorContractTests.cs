using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Streaming;

public sealed class DetectorContractTests
{
    public static TheoryData<string> Detectors => EveryDetector.Names;

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Putting_it_away_in_the_middle_changes_nothing(string name)
    {
        var cases = Gen.Choose(0, 1_000_000).SelectMany(seed => Gen.Choose(0, 1_500).Select(at => (seed, at)));

        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var stream = EveryDetector.Errors(drawn.seed, 1_500);
            var original = EveryDetector.Make(name);
            var before = Signals(original, stream[..drawn.at]);
            var resumed = EveryDetector.Make(name);
            Signals(resumed, stream[..(drawn.at / 2)]);
            resumed.Load(original.Save());

            Assert.Equal(original.Signal, resumed.Signal);
            Assert.Equal(drawn.at, before.Length);
            Assert.Equal(Signals(original, stream[drawn.at..]), Signals(resumed, stream[drawn.at..]));
            Assert.Equal(original.Save(), resumed.Save());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void It_finds_that_errors_became_frequent(string name)
    {
        double[] stream = [.. Bernoulli(3, 0.2, 1_000), .. Bernoulli(4, 0.8, 500)];

        Assert.Contains(Streams.Alarms(EveryDetector.Make(name), stream), at => at is > 1_000 and < 1_300);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void An_alarm_says_on_what_it_was_given(string name)
    {
        var detector = EveryDetector.Make(name);
        var alarms = 0;
        foreach (var value in EveryDetector.Errors(6, 3_000))
        {
            if (detector.Update(value) != ChangeSignal.Drift) continue;
            alarms++;
            // EDDM alone alarms on a share that has become too small; HDDM of both sides may report the other one.
            if (name == "EDDM") Assert.True(detector.Statistic < detector.Threshold);
            else if (!name.StartsWith("HDDM", StringComparison.Ordinal))
                Assert.True(detector.Statistic >= detector.Threshold);
            Assert.True(double.IsFinite(detector.Statistic) && detector.Threshold > 0);
        }
        Assert.True(alarms > 0);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void An_update_allocates_nothing(string name)
    {
        var detector = EveryDetector.Make(name);
        var stream = EveryDetector.Errors(1, 20_000);
        foreach (var value in stream) detector.Update(value);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var value in stream) detector.Update(value);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Its_state_stays_small(string name)
    {
        var detector = EveryDetector.Make(name);
        foreach (var value in Bernoulli(1, 0.2, 100_000)) detector.Update(value);

        Assert.InRange(detector.Save().Length, 1, 2_048);
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void After_a_reset_it_is_as_new(string name)
    {
        var detector = EveryDetector.Make(name);
        foreach (var value in EveryDetector.Errors(1, 999)) detector.Update(value);

        detector.Reset();

        Assert.Equal(EveryDetector.Make(name).Save(), detector.Save());
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void An_alarm_is_over_with_the_next_observation(string name)
    {
        var detector = EveryDetector.Make(name);
        var alarms = Streams.Alarms(detector, EveryDetector.Errors(1, 3_000));

        Assert.NotEmpty(alarms);
        Assert.DoesNotContain(alarms, at => alarms.Contains(at + 1));
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_value_that_is_no_number_is_refused_and_changes_nothing(string name)
    {
        var detector = EveryDetector.Make(name);
        detector.Update(1);
        var before = detector.Save();

        foreach (var value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => detector.Update(value));
        }
        Assert.Equal(before, detector.Save());
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Every_damage_to_saved_bytes_is_refused(string name)
    {
        var detector = EveryDetector.Make(name);
        foreach (var value in EveryDetector.Errors(1, 300)) detector.Update(value);
        var saved = detector.Save();

        for (var at = 0; at < saved.Length; at++)
        {
            var damaged = saved.ToArray();
            damaged[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => EveryDetector.Make(name).Load(damaged));
            Assert.Throws<InvalidDataException>(() => EveryDetector.Make(name).Load(saved.AsSpan(0, at)));
        }
        Assert.Throws<InvalidDataException>(() => EveryDetector.Make(name).Load([.. saved, 0]));
    }

    // A change here means that states in databases cannot be taken up any more: raise the version of the format.
    [Theory]
    [InlineData("ADWIN", "3D0E3E7D8D1A59F2")]
    [InlineData("Page-Hinkley", "71CAF943108CDC18")]
    [InlineData("CUSUM", "F4EBE19386555DCD")]
    [InlineData("DDM", "68F4D498514C4712")]
    [InlineData("EDDM", "EA2032B19104128F")]
    [InlineData("HDDM-A", "9BFD8D839DB5C5FF")]
    [InlineData("HDDM-W", "AB4493FCB0B9E070")]
    [InlineData("KSWIN", "B65E4D317AB0F15E")]
    [InlineData("e-detector", "06C7C938C966568B")]
    public void The_saved_bytes_are_frozen(string name, string hash)
    {
        var detector = EveryDetector.Make(name);
        foreach (var value in new[] { 1.0, 0, 1, 1, 0, 0, 0, 1, 1 }) detector.Update(value);

        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData(detector.Save()))[..16]);
    }

    [Fact]
    public void A_refused_state_leaves_the_detector_as_new()
    {
        var detector = new Adwin();
        foreach (var value in EveryDetector.Errors(1, 300)) detector.Update(value);

        Assert.Throws<InvalidDataException>(() => detector.Load([1, 2, 3]));
        Assert.Equal(new Adwin().Save(), detector.Save());
    }

    [Fact]
    public void State_of_another_kind_or_other_settings_is_refused_by_name()
    {
        var other = Assert.Throws<InvalidDataException>(() => new Adwin().Load(new PageHinkley().Save()));
        var stricter = new Adwin(new AdwinOptions { Delta = 0.01 });
        var changed = Assert.Throws<InvalidDataException>(() => stricter.Load(new Adwin().Save()));

        Assert.Contains("'PGHK'", other.Message, StringComparison.Ordinal);
        Assert.Contains("Delta was 0.002", changed.Message, StringComparison.Ordinal);
    }

    private static ChangeSignal[] Signals(ChangeDetector detector, IEnumerable<double> stream) =>
        [.. stream.Select(detector.Update)];

    private static IEnumerable<double> Bernoulli(int seed, double one, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => random.NextDouble() < one ? 1.0 : 0.0);
    }
}
