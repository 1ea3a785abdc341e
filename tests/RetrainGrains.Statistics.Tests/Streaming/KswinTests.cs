using RetrainGrains.Statistics.Streaming;
using RetrainGrains.Statistics.Tests.Peers;

namespace RetrainGrains.Statistics.Tests.Streaming;

public sealed class KswinTests
{
    [Fact]
    public void With_Pythons_draws_it_alarms_where_river_does()
    {
        // The example in river/drift/kswin.py, and river/drift/test_drift_detectors.py.
        var small = new Kswin(new KswinOptions { Alpha = 0.0001 }, new PythonDraws(42));
        var large = new Kswin(
            new KswinOptions { Alpha = 0.0001, WindowSize = 200, SampleSize = 100 }, new PythonDraws(42));

        Assert.Equal([1016], Streams.Alarms(small, Streams.LowHigh(12345)));
        Assert.Equal([1042], Streams.Alarms(large, NumpyStreams.LowHigh));
    }

    [Fact]
    public void With_Pythons_draws_it_alarms_where_scipy_does()
    {
        // So lenient a level that each draw matters: a dozen alarms and more, each of which starts the draws anew.
        var stream = Streams.Normal(4, 1_500);
        var expected = PythonPeer.Ask<int[]>(
            """
            import random
            known, found, window, draws = {}, [], [], random.Random(42)
            for at, x in enumerate(given['stream']):
                window = (window + [x])[-60:]
                if len(window) < 60: continue
                older, recent = [window[i] for i in draws.sample(range(40), 20)], window[40:]
                distance = round(20 * scipy.stats.ks_2samp(older, recent, method='asymp').statistic)
                if distance not in known:
                    known[distance] = scipy.stats.ks_2samp(older, recent, method='exact').pvalue
                if known[distance] <= 0.1:
                    found.append(at)
                    window, draws = [], random.Random(42)
            """, new { stream });

        var settings = new KswinOptions { Alpha = 0.1, WindowSize = 60, SampleSize = 20 };
        Assert.InRange(expected.Length, 10, 25);
        Assert.Equal(expected, Streams.Alarms(new Kswin(settings, new PythonDraws(42)), stream));
    }

    [Fact]
    public void It_finds_a_change_of_spread_that_a_mean_does_not_show()
    {
        var settings = new KswinOptions { Alpha = 1e-4, WindowSize = 400, SampleSize = 150, Seed = 1 };
        double[] stream = [.. Streams.Normal(1, 1_000), .. Streams.Normal(2, 1_000, deviation: 4)];

        Assert.InRange(Streams.Alarms(new Kswin(settings), stream)[0], 1_000, 1_300);
    }

    [Fact]
    public void One_seed_gives_one_answer()
    {
        var stream = Streams.Normal(3, 20_000);

        var first = Streams.Alarms(new Kswin(new KswinOptions { Seed = 1 }), stream);

        Assert.NotEmpty(first);
        Assert.Equal(first, Streams.Alarms(new Kswin(new KswinOptions { Seed = 1 }), stream));
        Assert.NotEqual(first, Streams.Alarms(new Kswin(new KswinOptions { Seed = 2 }), stream));
    }

    [Theory]
    [InlineData(30, 0.005)]
    [InlineData(30, 0.0001)]
    [InlineData(100, 0.0001)]
    [InlineData(250, 0.05)]
    public void The_critical_distance_is_scipys(int size, double alpha)
    {
        // A window of zeros whose newest part turns to ones one by one: the distance grows by one step at a time.
        var settings = new KswinOptions { Alpha = alpha, WindowSize = 2 * size, SampleSize = size };
        double[] stream = [.. Enumerable.Repeat(0.0, 2 * size), .. Enumerable.Repeat(1.0, size)];
        var alarm = Streams.Alarms(new Kswin(settings), stream)[0];

        var p = PythonPeer.Ask<double[]>(
            "zeros = [0] * given['size']\n" +
            "found = [scipy.stats.ks_2samp(zeros, zeros[k:] + [1] * k).pvalue for k in range(given['size'] + 1)]",
            new { size });
        Assert.Equal(Array.FindIndex(p, value => value <= alpha), alarm - 2 * size + 1);
    }

    private sealed class PythonDraws(uint seed) : IIndexDraws
    {
        private readonly uint seed = seed;
        private PythonRandom random = new(seed);

        public int Below(int exclusive) => random.Below(exclusive);

        public void Restart() => random = new PythonRandom(seed);

        public void Exchange(ref StateCodec codec) => throw new NotSupportedException("Only its draws are wanted.");
    }
}
