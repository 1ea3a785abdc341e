using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Tests;

/// <summary>Seeded rows of known functions: the ground truth that learners are judged by.</summary>
internal static class SyntheticRows
{
    public const long HourMilliseconds = 3_600_000;

    public static Dataset Create(
        int count,
        int width,
        int seed,
        Func<float[], double> target,
        PredictionTask task = PredictionTask.Regression,
        double missingShare = 0,
        int? lastValueFeature = null,
        int classCount = 0)
    {
        var random = new Random(seed);
        var features = Enumerable.Range(0, width).Select(i => FeatureDescription.Numeric($"f{i}"));
        var builder = new DatasetBuilder(new DatasetSchema(task, features, lastValueFeature, classCount));
        var row = new float[width];
        for (var i = 0; i < count; i++)
        {
            for (var feature = 0; feature < width; feature++)
            {
                var isMissing = random.NextDouble() < missingShare;
                var value = (float)(2 * random.NextDouble() - 1);
                row[feature] = isMissing ? float.NaN : value;
            }

            builder.Add(i * HourMilliseconds, row, target(row));
        }

        return builder.Build();
    }

    public static double Nonlinear(float[] x) =>
        Math.Sin(4 * Known(x[0])) + 2 * Known(x[1]) * Known(x[2]) + (x[3] > 0.2 ? 1 : 0);

    public static double RootMeanSquaredError(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets)
    {
        var sum = 0.0;
        for (var i = 0; i < targets.Length; i++) sum += (predictions[i] - targets[i]) * (predictions[i] - targets[i]);
        return Math.Sqrt(sum / targets.Length);
    }

    private static float Known(float value) => float.IsNaN(value) ? 0 : value;
}
