using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Tests.Classes;

/// <summary>Seeded rows of three classes that follow each other and two features, with a share of noise.</summary>
internal static class ThreeClasses
{
    public const int Count = 3;

    public static Dataset Create(int count, int seed, double noise = 0.1)
    {
        var random = new Random(seed);
        FeatureDescription[] features =
        [
            FeatureDescription.Numeric("x"), FeatureDescription.Numeric("y"),
            FeatureDescription.Categorical("last", Count),
        ];
        var schema = new DatasetSchema(PredictionTask.MulticlassClassification, features, lastValueFeature: 2, Count);
        var builder = new DatasetBuilder(schema);
        var last = 0;
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1);
            var label = random.NextDouble() < noise ? random.Next(Count)
                : random.NextDouble() < 0.3 ? last
                : x + y > 0.3 ? 2
                : x > y ? 1
                : 0;
            builder.Add(i * SyntheticRows.HourMilliseconds, [(float)x, (float)y, last], label);
            last = label;
        }

        return builder.Build();
    }

    public static double LogLoss(Learning.Scoring.Scorer scorer, Dataset rows) =>
        scorer.ScoreOwnClasses(rows).Average(p => -Math.Log(p));

    public static double Accuracy(Learning.Scoring.Scorer scorer, Dataset rows) =>
        scorer.ScoreAll(rows).Zip(rows.Targets.ToArray()).Average(pair => pair.First == pair.Second ? 1 : 0);
}
