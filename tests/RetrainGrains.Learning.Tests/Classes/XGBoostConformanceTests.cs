using System.Globalization;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Tests.Peers;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Classes;

/// <summary>Beside XGBoost's multi:softprob on real rows: the same trees, depth and rate.</summary>
public sealed class XGBoostConformanceTests
{
    private const int Rounds = 50;
    private static readonly string[] Measured = ["hour", "PM2.5", "PM10", "NO2", "CO", "O3", "TEMP", "DEWP", "WSPM"];

    [Fact]
    public void The_level_of_fine_dust_in_an_hour_is_predicted_as_well_as_by_XGBoost()
    {
        var rows = Levels(SharedData.Require("beijing/Dongsi.csv"));
        var training = rows.Slice(0, rows.Count * 7 / 10);
        var later = rows.Slice(training.Count, rows.Count - training.Count);
        var theirs = XGBoostPeer.LogLossOfClasses(rows, training.Count, Rounds);

        var parameters = TreeParameters.DepthWise with { NumberOfTrees = Rounds, MinimumExampleCountPerLeaf = 1 };
        var ours = ThreeClasses.LogLoss(Fitting.Fit("depthwise", training, parameters).CreateScorer(), later);

        Assert.InRange(ours / theirs, 0.8, 1.01);
    }

    private static Dataset Levels(string path)
    {
        var lines = File.ReadLines(path).Select(line => line.Replace("\"", "", StringComparison.Ordinal).Split(','));
        var table = lines.ToArray();
        int[] places = [.. Measured.Select(name => Array.IndexOf(table[0], name))];
        float[][] values = [.. table.Skip(1).Select(line => Array.ConvertAll(places, place => Number(line[place])))];
        var builder = new DatasetBuilder(new DatasetSchema(
            PredictionTask.MulticlassClassification, Measured.Select(FeatureDescription.Numeric), classCount: 4));
        for (var hour = 0; hour + 1 < values.Length; hour++)
        {
            var next = values[hour + 1][1];
            if (float.IsNaN(next)) continue;
            var level = next <= 35 ? 0 : next <= 75 ? 1 : next <= 150 ? 2 : 3;
            builder.Add(hour * SyntheticRows.HourMilliseconds, values[hour], level);
        }

        return builder.Build();
    }

    private static float Number(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : float.NaN;
}
