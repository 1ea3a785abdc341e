using BenchmarkDotNet.Attributes;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Benchmarks;

/// <summary>One update of each detector on a stationary stream of errors, against a plain running mean.</summary>
public class StreamingBenchmarks
{
    private const int Observations = 1_000_000;
    private readonly double[] errors = new double[Observations];
    private readonly Adwin adwin = new();
    private readonly PageHinkley pageHinkley = new();
    private readonly PageHinkley standardisedPageHinkley = new(PageHinkleyOptions.Standardised);
    private readonly Cusum cusum = new();
    private readonly Ddm ddm = new();
    private readonly Eddm eddm = new();
    private readonly HddmA hddmA = new();
    private readonly HddmW hddmW = new();
    private readonly Kswin kswin = new();
    private readonly EDetector eDetector = new(new EDetectorOptions { Baseline = 0.3 });
    private readonly EDetector twoSidedEDetector =
        new(new EDetectorOptions { Baseline = 0.3, Direction = ShiftDirection.Both });

    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(1);
        for (var i = 0; i < errors.Length; i++) errors[i] = random.NextDouble() < 0.3 ? 1 : 0;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Observations)]
    public double RunningMean()
    {
        var mean = 0.0;
        for (var i = 0; i < errors.Length; i++) mean += (errors[i] - mean) / (i + 1);
        return mean;
    }

    [Benchmark(OperationsPerInvoke = Observations)]
    public int Adwin() => Alarms(adwin);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int PageHinkley() => Alarms(pageHinkley);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int StandardisedPageHinkley() => Alarms(standardisedPageHinkley);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int Cusum() => Alarms(cusum);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int Ddm() => Alarms(ddm);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int Eddm() => Alarms(eddm);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int HddmA() => Alarms(hddmA);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int HddmW() => Alarms(hddmW);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int Kswin() => Alarms(kswin);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int EDetector() => Alarms(eDetector);

    [Benchmark(OperationsPerInvoke = Observations)]
    public int TwoSidedEDetector() => Alarms(twoSidedEDetector);

    private int Alarms(ChangeDetector detector)
    {
        var alarms = 0;
        foreach (var error in errors)
        {
            if (detector.Update(error) == ChangeSignal.Drift) alarms++;
        }
        return alarms;
    }
}
