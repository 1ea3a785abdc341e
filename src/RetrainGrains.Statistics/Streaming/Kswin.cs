namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// Compares the newest r observations of a sliding window with r drawn from its older rest, by the exact two-sample
/// Kolmogorov–Smirnov test, and asks for a distance above 0.1 as well. Raab, Heusinger, Schleif, "Reactive Soft
/// Prototype Computing for Concept Drift Streams", Neurocomputing 2020; decides as river does with the same draws.
/// Every observation is a look: its level is no rate of false alarms.
/// </summary>
public sealed class Kswin : ChangeDetector
{
    private const double LeastDistance = 0.1;
    private readonly KswinOptions settings;
    private readonly IIndexDraws draws;
    private readonly int criticalSteps;
    private readonly double[] window;
    private readonly double[] recent;
    private readonly double[] drawn;
    private readonly int[] pool;
    private int oldest;
    private int count;

    public Kswin(KswinOptions? settings = null)
        : this(settings ?? new KswinOptions(), new SeededDraws(settings?.Seed ?? 0))
    {
    }

    internal Kswin(KswinOptions settings, IIndexDraws draws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Alpha, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(settings.Alpha, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.SampleSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.SampleSize, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.WindowSize, 2 * settings.SampleSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.WindowSize, 10_000);
        this.settings = settings;
        this.draws = draws;
        criticalSteps = CriticalSteps(settings.SampleSize, settings.Alpha);
        window = new double[settings.WindowSize];
        recent = new double[settings.SampleSize];
        drawn = new double[settings.SampleSize];
        pool = new int[settings.WindowSize - settings.SampleSize];
    }

    private protected override StateFormat Format => new("KSWN", 1);

    private protected override ChangeSignal Observe(double value)
    {
        if (count < window.Length)
        {
            window[count++] = value;
            if (count < window.Length) return ChangeSignal.Quiet;
        }
        else
        {
            window[oldest] = value;
            oldest = Next(oldest);
        }
        Draw();
        var steps = Steps();
        Judged((double)steps / settings.SampleSize, (double)criticalSteps / settings.SampleSize);
        return steps >= criticalSteps ? ChangeSignal.Drift : ChangeSignal.Quiet;
    }

    private protected override void Restart()
    {
        draws.Restart();
        oldest = count = 0;
    }

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        codec.Setting(nameof(KswinOptions.Alpha), settings.Alpha);
        codec.Setting(nameof(KswinOptions.WindowSize), settings.WindowSize);
        codec.Setting(nameof(KswinOptions.SampleSize), settings.SampleSize);
        draws.Exchange(ref codec);
        codec.Count(nameof(oldest), ref oldest, window.Length - 1);
        codec.Count(nameof(count), ref count, window.Length);
        codec.Values(window.AsSpan(0, count));
    }

    private int Next(int index) => index + 1 == window.Length ? 0 : index + 1;

    private double Aged(int age)
    {
        var at = oldest + age;
        return window[at < window.Length ? at : at - window.Length];
    }

    // The older part is shuffled as far as it is drawn; Python's random.sample does the same.
    private void Draw()
    {
        for (var i = 0; i < pool.Length; i++) pool[i] = i;
        for (var i = 0; i < drawn.Length; i++)
        {
            var chosen = draws.Below(pool.Length - i);
            drawn[i] = Aged(pool[chosen]);
            pool[chosen] = pool[pool.Length - i - 1];
            recent[i] = Aged(pool.Length + i);
        }
        drawn.AsSpan().Sort();
        recent.AsSpan().Sort();
    }

    /// <summary>The largest difference of the two counts of observations up to any value.</summary>
    private int Steps()
    {
        int i = 0, j = 0, most = 0;
        while (i < drawn.Length && j < recent.Length)
        {
            var value = Math.Min(drawn[i], recent[j]);
            while (i < drawn.Length && drawn[i] == value) i++;
            while (j < recent.Length && recent[j] == value) j++;
            most = Math.Max(most, Math.Abs(i - j));
        }
        return most;
    }

    /// <summary>The least difference that is significant and far enough.</summary>
    private static int CriticalSteps(int size, double alpha)
    {
        var steps = (int)(LeastDistance * size) + 1;
        while (steps <= size && Probability(size, steps) > alpha) steps++;
        return steps;
    }

    // P(D >= steps / size) = 2 sum (-1)^(k-1) C(2n, n - k steps) / C(2n, n): Gnedenko, Korolyuk, 1951.
    private static double Probability(int size, int steps)
    {
        var sum = 0.0;
        for (int k = 1, at = steps; at <= size; k++, at += steps)
        {
            var ratio = 1.0;
            for (var i = 1; i <= at; i++) ratio *= (size - at + i) / (double)(size + i);
            sum += k % 2 == 1 ? ratio : -ratio;
        }
        return 2 * sum;
    }
}
