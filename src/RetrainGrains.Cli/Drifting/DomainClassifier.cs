using MathNet.Numerics.Distributions;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Cli.Drifting;

/// <summary>
/// How well a learner tells current rows from reference rows that it has not seen: the area under its ROC curve, out of
/// fold, with DeLong's 95 % interval and the chance of one as high when there is nothing to tell.
/// </summary>
public sealed record DomainClassifier(
    double Auc, double Lower, double Upper, double Limit, double PValue, double Level, bool Drifted)
{
    // Below it a difference is of no consequence for a model, however many rows make it significant.
    private const double LeastAuc = 0.55;
    private const double LargestPValue = 0.01;
    private const string LearnerName = "leafwise";
    private const int Folds = 5;

    // A fit gives the same bytes on any number.
    private const int Threads = 2;

    internal static (DomainClassifier? Found, Problem? Problem) Of(
        ComparedSamples samples, int seed, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var learner = LearnerRegistry.Get(LearnerName);
        var schema = SchemaOf(samples.Columns);
        var rows = RowsOf(samples);
        var isCurrent = Enumerable.Range(0, rows.Length).Select(row => row >= samples.Reference.Compared).ToArray();
        var folds = FoldsOf(samples.Reference.Compared, samples.Current.Compared, seed);
        var scores = new double[rows.Length];
        var options = new FitOptions { Threads = Threads, Cancellation = cancellation };
        for (var fold = 0; fold < Folds; fold++)
        {
            progress.Report(new PhaseProgress("telling rows apart", fold, Folds));
            var training = new DatasetBuilder(schema, rows.Length);
            for (var row = 0; row < rows.Length; row++)
                if (folds[row] != fold) training.Add(0, rows[row], isCurrent[row] ? 1 : 0);
            var result = learner.Fit(training.Build(), learner.Defaults, (ulong)seed, options);
            if (!result.Succeeded)
                return (null, Problem.Of("FILES", $"{rows.Length} rows", $"cannot be told apart: {result.Failure}"));
            var scorer = result.Artifact.CreateScorer();
            for (var row = 0; row < rows.Length; row++)
                if (folds[row] == fold) scores[row] = scorer.Score(rows[row], 0);
        }
        progress.Report(new PhaseProgress("telling rows apart", Folds, Folds));
        return (Judge(RocAuc.Report(scores, isCurrent)), null);
    }

    private static DomainClassifier Judge(AucReport report)
    {
        var excess = report.Auc - 0.5;
        // A perfect order shows no variance; it is no chance either.
        var pValue = report.Variance > 0 ? Normal.CDF(0, 1, -excess / Math.Sqrt(report.Variance)) : excess > 0 ? 0 : 1;
        return new DomainClassifier(
            report.Auc, report.Interval.Lower, report.Interval.Upper, LeastAuc, pValue, LargestPValue,
            report.Auc > LeastAuc && pValue < LargestPValue);
    }

    // Shuffled within each side, so that every fold has its share of both.
    private static int[] FoldsOf(int reference, int current, int seed)
    {
        var random = new Random(seed);
        int[] before = [.. Enumerable.Range(0, reference).Select(row => row % Folds)];
        int[] now = [.. Enumerable.Range(0, current).Select(row => row % Folds)];
        random.Shuffle(before);
        random.Shuffle(now);
        return [.. before, .. now];
    }

    private static DatasetSchema SchemaOf(ImmutableArray<ComparedColumn> columns) => new(
        LearningTask.BinaryClassification,
        columns.Select((column, i) => column.IsNumeric
            ? FeatureDescription.Numeric($"column {i}")
            : FeatureDescription.Categorical($"column {i}", column.Categories.Length)));

    private static float[][] RowsOf(ComparedSamples samples)
    {
        var (reference, current) = (samples.Reference.Compared, samples.Current.Compared);
        var rows = new float[reference + current][];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = [.. samples.Columns.Select(column =>
                (float)(row < reference ? column.Reference[row] : column.Current[row - reference]))];
        }
        return rows;
    }
}
