using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Benchmarks;

/// <summary>
/// Our side of a comparison of scoring: imports a model from elsewhere, then answers each line of standard input with
/// the seconds that it took: "batch THREADS FILE" scores the whole matrix, "some ROWS FILE" its first rows in one
/// thread, "single ROWS" row after row, per row.
/// </summary>
internal static class TreeScoring
{
    public static void Run(string matrix, string model)
    {
        var content = File.ReadAllBytes(model);
        var scorer = ForeignModels.Import(content, ForeignModels.FormatOf(content)!.Value).Artifact.CreateScorer();
        var (rows, _) = TreeTraining.Read(matrix);
        var width = rows.FeatureCount;
        var features = new float[rows.Count * width];
        for (var row = 0; row < rows.Count; row++) rows.CopyRow(row, features.AsSpan(row * width, width));
        while (Console.ReadLine()?.Split(' ') is [var kind, var number, ..] words)
        {
            var count = int.Parse(number, CultureInfo.InvariantCulture);
            var started = Stopwatch.GetTimestamp();
            if (kind is "batch" or "some")
            {
                var predictions = kind == "batch"
                    ? scorer.ScoreAll(rows, count)
                    : scorer.ScoreAll(rows.Slice(0, count));
                var took = Stopwatch.GetElapsedTime(started);
                // Before the answer: whoever hears it reads the file.
                File.WriteAllBytes(words[2], MemoryMarshal.AsBytes(predictions.AsSpan()).ToArray());
                Answer(took, 1);
                continue;
            }

            for (var row = 0; row < count; row++) scorer.Score(features.AsSpan(row * width, width), row);
            Answer(Stopwatch.GetElapsedTime(started), count);
        }
    }

    private static void Answer(TimeSpan took, int count) =>
        Console.WriteLine((took.TotalSeconds / count).ToString(CultureInfo.InvariantCulture));
}
