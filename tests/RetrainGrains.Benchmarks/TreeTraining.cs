using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Searching;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Benchmarks;

/// <summary>
/// Our side of a comparison with another learner: trains on the first rows of a matrix file, predicts the rest, and
/// says what it took. The file: rows, columns, training rows and task (1: two classes, from 3 on: so many) as 32-bit
/// numbers, then row-major 32-bit floats, then the targets. Of several classes it predicts what each row's own gets.
/// </summary>
internal static class TreeTraining
{
    public static void Run(string matrix, string predictions, string learner, int threads, string[] settings)
    {
        var (training, later) = Read(matrix);
        var chosen = LearnerRegistry.BuiltIn.Get(learner);
        // Boosted as the other side boosts; what it does not compare with is trained as it is by default.
        LearnerParameters parameters = learner switch
        {
            "depthwise" => TreeParameters.DepthWise with { MinimumExampleCountPerLeaf = 1 },
            "leafwise" => TreeParameters.DepthWise with { MinimumExampleCountPerLeaf = 1, MaximumTreeDepth = 64 },
            _ => chosen.Defaults,
        };
        parameters = parameters.With(settings.Select(setting => setting.Split('=')).ToDictionary(
            setting => setting[0], setting => double.Parse(setting[1], CultureInfo.InvariantCulture)));
        var options = new FitOptions { Threads = threads };

        // Compiled before it is timed, as the other side is.
        chosen.Fit(training.Slice(0, Math.Min(5_000, training.Count)), parameters, 1, options);
        var before = StartPeak();
        var watch = Stopwatch.StartNew();
        var fitted = chosen.Fit(training, parameters, 1, options).Artifact!;
        var seconds = watch.Elapsed.TotalSeconds;
        if (later.Count > 0)
        {
            var scorer = fitted.CreateScorer();
            var scores = later.Schema.ClassCount > 0 ? scorer.ScoreOwnClasses(later) : scorer.ScoreAll(later);
            File.WriteAllBytes(predictions, MemoryMarshal.AsBytes(scores.AsSpan()).ToArray());
        }
        Console.WriteLine(JsonSerializer.Serialize(
            new { seconds, id = fitted.Id, rss_before = before, peak = PeakMiB("VmHWM") }));
    }

    /// <summary>Searches hyper-parameters on the training rows, and holds what it found to the later ones.</summary>
    public static void Search(string matrix, string learner, int trials)
    {
        var (training, later) = Read(matrix);
        var chosen = LearnerRegistry.BuiltIn.Get(learner);
        chosen.Fit(training.Slice(0, Math.Min(500, training.Count)), chosen.Defaults, 1, FitOptions.Default);
        var watch = Stopwatch.StartNew();
        // Rows are a millisecond apart here; their outcomes come at most twelve rows later.
        var settings = new SearchOptions { Trials = trials, OutcomeDelay = TimeSpan.FromMilliseconds(12) };
        var report = HyperparameterSearch.Run(chosen, chosen.Defaults, training, settings, 1, FitOptions.Default);
        var fitted = chosen.Fit(training, report.Best, 1, FitOptions.Default).Artifact!;
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            seconds, trials = report.Trials.Count, fits = report.Fits, found = Error(fitted, later),
            before = Error(chosen.Fit(training, chosen.Defaults, 1, FitOptions.Default).Artifact!, later),
        }));
    }

    private static double Error(Artifact fitted, Dataset rows)
    {
        var scores = fitted.CreateScorer().ScoreAll(rows);
        var sum = 0.0;
        for (var row = 0; row < scores.Length; row++) sum += Math.Pow(scores[row] - rows.Targets[row], 2);
        return Math.Sqrt(sum / scores.Length);
    }

    public static (Dataset Training, Dataset Later) Read(string path)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        var (rows, columns, training, task) = (file.ReadInt32(), file.ReadInt32(), file.ReadInt32(), file.ReadInt32());
        var features = new float[(long)rows * columns];
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(features.AsSpan()));
        var targets = new float[rows];
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(targets.AsSpan()));
        var schema = new DatasetSchema(
            task switch
            {
                0 => PredictionTask.Regression,
                1 => PredictionTask.BinaryClassification,
                _ => PredictionTask.MulticlassClassification,
            },
            Enumerable.Range(0, columns).Select(i => FeatureDescription.Numeric($"f{i}")),
            classCount: task > 1 ? task : 0);
        var builder = new DatasetBuilder(schema, rows);
        for (var row = 0; row < rows; row++) builder.Add(row, features.AsSpan(row * columns, columns), targets[row]);
        var all = builder.Build();
        return (all.Slice(0, training), all.Slice(training, rows - training));
    }

    // What was read and copied before must not lend its memory: it is given back, and the peak starts anew.
    private static double StartPeak()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5");
        return PeakMiB("VmRSS");
    }

    private static double PeakMiB(string field) => double.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal))
            .Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
