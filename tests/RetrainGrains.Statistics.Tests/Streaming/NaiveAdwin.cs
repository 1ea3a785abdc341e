using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Streaming;

/// <summary>
/// ADWIN as one would write it down: every bucket keeps its observations, nothing is updated in steps.
/// </summary>
internal sealed class NaiveAdwin(AdwinOptions settings)
{
    private readonly List<double[]> buckets = [];
    private int tick;

    public int Width => buckets.Sum(bucket => bucket.Length);

    public bool Update(double value)
    {
        buckets.Add([value]);
        for (var size = 1; buckets.Count(bucket => bucket.Length == size) > settings.MaxBuckets; size *= 2)
        {
            var first = buckets.FindIndex(bucket => bucket.Length == size);
            buckets[first] = [.. buckets[first], .. buckets[first + 1]];
            buckets.RemoveAt(first + 1);
        }
        if (++tick % settings.Clock != 0 || Width <= settings.GracePeriod) return false;
        var drift = false;
        while (HasCut())
        {
            buckets.RemoveAt(0);
            drift = true;
        }
        return drift;
    }

    private bool HasCut() => Enumerable.Range(1, buckets.Count - 1).Any(Differs);

    private bool Differs(int cut)
    {
        double[] older = [.. buckets.Take(cut).SelectMany(bucket => bucket)];
        double[] newer = [.. buckets.Skip(cut).SelectMany(bucket => bucket)];
        if (older.Length < settings.MinWindow || newer.Length < settings.MinWindow) return false;
        double[] all = [.. older, .. newer];
        var mean = all.Average();
        var variance = all.Average(value => (value - mean) * (value - mean));
        var m = 1.0 / (older.Length - settings.MinWindow + 1) + 1.0 / (newer.Length - settings.MinWindow + 1);
        var confidence = Math.Log(2 * Math.Log(all.Length) / settings.Delta);
        return Math.Abs(older.Average() - newer.Average())
            > Math.Sqrt(2 * m * variance * confidence) + 2.0 / 3 * confidence * m;
    }
}
