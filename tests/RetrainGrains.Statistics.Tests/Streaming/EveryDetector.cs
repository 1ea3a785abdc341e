using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Streaming;

/// <summary>One of each detector, by name, for what all of them promise.</summary>
internal static class EveryDetector
{
    private static readonly Dictionary<string, Func<ChangeDetector>> Makers = new()
    {
        ["ADWIN"] = () => new Adwin(),
        ["ADWIN that sheds"] = () => new Adwin(new AdwinOptions { RestartAfterDrift = false, Clock = 8 }),
        ["Page-Hinkley"] = () => new PageHinkley(new PageHinkleyOptions { Threshold = 10 }),
        ["Page-Hinkley, standardised"] = () => new PageHinkley(PageHinkleyOptions.Standardised),
        ["Page-Hinkley from the extreme"] = () => new PageHinkley(
            new PageHinkleyOptions { Threshold = 10, Form = PageHinkleyForm.FromExtreme }),
        ["CUSUM"] = () => new Cusum(),
        ["CUSUM with a reference"] = () => new Cusum(new CusumOptions { Reference = (0.3, 0.4) }),
        ["DDM"] = () => new Ddm(),
        ["EDDM"] = () => new Eddm(),
        ["HDDM-A"] = () => new HddmA(new HddmOptions { TwoSided = true }),
        ["HDDM-W"] = () => new HddmW(new HddmOptions { TwoSided = true }),
        ["KSWIN"] = () => new Kswin(new KswinOptions { Seed = 5 }),
        ["e-detector"] = () => new EDetector(new EDetectorOptions { Baseline = 0.25, AverageRunLength = 200 }),
    };

    public static TheoryData<string> Names => [.. Makers.Keys];

    public static ChangeDetector Make(string name) => Makers[name]();

    /// <summary>Errors that all detectors accept: rare, then frequent, then rare again.</summary>
    public static double[] Errors(int seed, int count)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(i => random.NextDouble() < (i / (count / 3 + 1) == 1 ? 0.8 : 0.2) ? 1.0 : 0.0),
        ];
    }
}
