using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Streaming;

public sealed class AdwinTests
{
    [Fact]
    public void It_alarms_where_river_does()
    {
        // river/drift/test_adwin_regression.py; [1023, 2047, 3039] would be the variant that leaves out last buckets.
        Assert.Equal([1023, 2015, 3007], Streams.Alarms(new Adwin(), Streams.LowHigh(42, times: 2)));
        Assert.Equal([1023], Streams.Alarms(new Adwin(), Streams.LowHigh(12345)));
        Assert.Equal([1023], Streams.Alarms(new Adwin(), NumpyStreams.LowHigh));
    }

    [Fact]
    public void Without_a_restart_it_sheds_the_older_part_look_by_look()
    {
        var adwin = new Adwin(new AdwinOptions { RestartAfterDrift = false });

        Assert.Equal(
            [1023, 1119, 2015, 2047, 2111, 3007, 3039, 3263], Streams.Alarms(adwin, Streams.LowHigh(42, times: 2)));
    }

    // 32 zeros, 32 times the shift: d = ln(2 ln 64 / 0.002) = 8.33300, m = 2/28, and the variance is shift^2 / 4. So
    // the threshold is 0.54554 shift + 0.39681, passed from 0.87316 on. Without the last term any shift would pass.
    [Theory]
    [InlineData(0.870, false)]
    [InlineData(0.873, false)]
    [InlineData(0.874, true)]
    [InlineData(-0.873, false)]
    [InlineData(-0.874, true)]
    public void The_two_thirds_term_decides_near_the_threshold(double shift, bool drift)
    {
        double[] stream = [.. Enumerable.Repeat(0.0, 32), .. Enumerable.Repeat(shift, 32)];

        Assert.Equal(drift, Streams.Alarms(new Adwin(), stream).Length > 0);
    }

    [Fact]
    public void It_decides_as_the_definition_does()
    {
        var cases = Gen.Choose(0, 1_000_000).SelectMany(seed => Gen.Choose(1, 40).Select(clock => (seed, clock)));

        Prop.ForAll(cases.ToArbitrary(), drawn =>
        {
            var random = new Random(drawn.seed);
            var settings = new AdwinOptions
            {
                Delta = Math.Pow(10, -3 * random.NextDouble()) * 0.9, Clock = drawn.clock,
                MaxBuckets = random.Next(2, 9), MinWindow = random.Next(1, 12), GracePeriod = random.Next(1, 40),
                RestartAfterDrift = false,
            };
            var (adwin, naive) = (new Adwin(settings), new NaiveAdwin(settings));
            for (var i = 0; i < 400; i++)
            {
                var value = Streams.Normal(random) + (i / 100 % 2);
                Assert.Equal(naive.Update(value), adwin.Update(value) == ChangeSignal.Drift);
                Assert.Equal(naive.Width, adwin.Width);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void It_knows_the_moments_of_its_window()
    {
        var adwin = new Adwin(new AdwinOptions { Clock = 1_000_000 });
        foreach (var i in Enumerable.Range(0, 200)) adwin.Update(i % 7);

        Assert.Equal(200, adwin.Width);
        Assert.Equal(Enumerable.Range(0, 200).Average(i => i % 7), adwin.Mean, 1e-12);
        Assert.Equal(Enumerable.Range(0, 200).Average(i => Math.Pow(i % 7 - adwin.Mean, 2)), adwin.Variance, 1e-12);
    }

    [Fact]
    public void A_stationary_stream_is_left_alone_and_its_state_stays_small()
    {
        var adwin = new Adwin();
        var random = new Random(7);

        var alarms = Streams.Alarms(
            adwin, Enumerable.Range(0, 1_000_000).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0.0));

        // 31,250 looks, each allowed a chance of 0.002, would allow 62.
        Assert.InRange(alarms.Length, 0, 3);
        Assert.InRange(adwin.Width, 50_000, 1_000_000);
        Assert.InRange(adwin.Save().Length, 1, 2_500);
    }

    [Fact]
    public void A_full_histogram_forgets_its_oldest_bucket()
    {
        var window = new ExponentialHistogram(2, 3);
        for (var i = 1; i <= 1_000; i++) window.Add(i);

        var held = Enumerable.Range(1001 - (int)window.Width, (int)window.Width).ToArray();
        Assert.InRange(window.Width, 10, 14);
        Assert.Equal(held.Sum(), window.Total, 1e-6);
        Assert.Equal(held.Sum(value => Math.Pow(value - held.Average(), 2)), window.Deviation, 1e-5);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void A_delta_that_is_no_chance_is_refused(double delta)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Adwin(new AdwinOptions { Delta = delta }));

        Assert.Contains("Delta", error.Message, StringComparison.Ordinal);
    }
}
