using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Benchmarks;

/// <summary>
/// Our side of a comparison of scoring: imports a model of XGBoost's, then answers each line of standard input with
/// the seconds that it took: "batch THREADS FILE" scores the whole matrix, "single ROWS" row after row, per row.
/// </summary>
internal static class TreeScoring
{
    public static void Run(string matrix, string model)
    {
        var scorer = XGBoostImporter.Import(File.ReadAllBytes(model)).CreateScorer();
        var (rows, _) = TreeTraining.Read(matrix);
        var width = rows.FeatureCount;
        var features = new float[rows.Count * width];
        for (var row = 0; row < rows.Count; row++) rows.CopyRow(row, features.AsSpan(row * width, width));
        while (Console.ReadLine()?.Split(' ') is [var kind, var number, ..] words)
        {
            var count = int.Parse(number, CultureInfo.InvariantCulture);
            var started = Stopwatch.GetTimestamp();
            if (kind == "batch")
            {
                var predictions = scorer.ScoreAll(rows, count);
                Answer(started, 1);
                File.WriteAllBytes(words[2], MemoryMarshal.AsBytes(predictions.AsSpan()).ToArray());
                continue;
            }

            for (var row = 0; row < count; row++) scorer.Score(features.AsSpan(row * width, width), row);
            Answer(started, count);
        }
    }

    private static void Answer(long started, int count) => Console.WriteLine(
        (Stopwatch.GetElapsedTime(started).TotalSeconds / count).ToString(CultureInfo.InvariantCulture));
}
