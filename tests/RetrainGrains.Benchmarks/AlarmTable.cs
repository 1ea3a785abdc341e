using System.Globalization;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Benchmarks;

/// <summary>
/// The alarms of each detector with its defaults over errors: false alarms while one prediction in ten is wrong, in one
/// long run and soon after a start, and how many observations it needs once more are wrong.
/// </summary>
internal static class AlarmTable
{
    private const int Stationary = 2_000_000;
    private const int Changes = 500;
    private const int Before = 1_000;
    private const int Patience = 10_000;
    private const double Rate = 0.1;
    private static readonly double[] Risen = [0.15, 0.2, 0.4];

    private static readonly (string Name, Func<ChangeDetector> Make)[] Detectors =
    [
        ("ADWIN", () => new Adwin()),
        ("Page–Hinkley", () => new PageHinkley()),
        ("Page–Hinkley, standardised", () => new PageHinkley(PageHinkleyOptions.Standardised)),
        ("CUSUM", () => new Cusum()),
        ("CUSUM, known reference, h for 10,000", () => new Cusum(new CusumOptions
        {
            Reference = (Rate, Math.Sqrt(Rate * (1 - Rate))), Threshold = CusumRunLength.ThresholdFor(0.5, 10_000),
        })),
        ("DDM", () => new Ddm()),
        ("EDDM", () => new Eddm()),
        ("HDDM-A", () => new HddmA()),
        ("HDDM-W", () => new HddmW()),
        ("KSWIN", () => new Kswin()),
        ("e-detector for 10,000", () => new EDetector(new EDetectorOptions { Baseline = Rate })),
    ];

    public static void Print()
    {
        Console.WriteLine("| Detector | per million | within 1,000 of a start | to 0.15 | to 0.2 | to 0.4 |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var (name, make) in Detectors)
        {
            var delays = Risen.Select(rate => Delay(make, rate));
            var figures = $"{FalseAlarms(make()):0.#} | {100 * FalseStarts(make):0.#} %";
            Console.WriteLine($"| {name} | {figures} | {string.Join(" | ", delays)} |");
        }
    }

    private static double FalseAlarms(ChangeDetector detector)
    {
        var random = new Random(1);
        var alarms = 0;
        for (var i = 0; i < Stationary; i++)
        {
            if (detector.Update(Error(random, Rate)) == ChangeSignal.Drift) alarms++;
        }
        return alarms * 1e6 / Stationary;
    }

    private static double FalseStarts(Func<ChangeDetector> make)
    {
        var random = new Random(3);
        var alarmed = Enumerable.Range(0, Changes).Count(_ =>
        {
            var detector = make();
            return Enumerable.Range(0, Before).Any(_ => detector.Update(Error(random, Rate)) == ChangeSignal.Drift);
        });
        return (double)alarmed / Changes;
    }

    /// <summary>The median wait; a change that is missed for <see cref="Patience"/> counts as longer.</summary>
    private static string Delay(Func<ChangeDetector> make, double rate)
    {
        var random = new Random(2);
        var waits = Enumerable.Range(0, Changes).Select(_ => Wait(make(), random, rate)).Order().ToArray();
        var median = waits[Changes / 2];
        return median > Patience ? $"> {Patience}" : median.ToString(CultureInfo.InvariantCulture);
    }

    private static int Wait(ChangeDetector detector, Random random, double rate)
    {
        for (var i = 0; i < Before; i++) detector.Update(Error(random, Rate));
        for (var wait = 1; wait <= Patience; wait++)
        {
            if (detector.Update(Error(random, rate)) == ChangeSignal.Drift) return wait;
        }
        return Patience + 1;
    }

    private static double Error(Random random, double rate) => random.NextDouble() < rate ? 1 : 0;
}
