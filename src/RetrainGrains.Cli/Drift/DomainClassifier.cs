using MathNet.Numerics.Distributions;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Cli.Drift;

/// <summary>
/// The success of a learner that tells unseen current from reference rows: the area under its ROC curve on each half of
/// the rows, taught by the other one, on average, with a 95 % interval and the chance of one as high when there is
/// nothing to tell. A half is made of blocks of neighbours: single rows would be told by the neighbours that they
/// resemble. What a half happens to have is taught to the one that judges the other, so the two areas go together:
/// their average is held to vary as much as one of them, which no dependence exceeds.
/// </summary>
public sealed record DomainClassifier(
    double Auc, double Lower, double Upper, double Limit, double PValue, double Level, bool Drifted)
{
    // Below it a difference is of no consequence for a model, however many rows make it significant.
    private const double LeastAuc = 0.55;
    private const string LearnerName = "leafwise";
    private const int Folds = 2;

    // Of each side: as many seasons as folds need, and few borders at which neighbours are parted.
    private const int Blocks = 50;
    private const double Confidence = 0.95;

    // A fit gives the same bytes on any number.
    private const int Threads = 2;

    internal static (DomainClassifier? Found, Problem? Problem) Of(
        ComparedSamples samples, int seed, double rowsPerIndependentRow, IProgress<PhaseProgress> progress,
        CancellationToken cancellation)
    {
        var learner = LearnerRegistry.BuiltIn.Get(LearnerName);
        var schema = SchemaOf(samples.Columns);
        var rows = RowsOf(samples);
        var all = Enumerable.Range(0, rows.Length).ToArray();
        var isCurrent = Array.ConvertAll(all, row => row >= samples.Reference.Compared);
        int[] folds = [.. FoldsOf(samples.Reference.Compared, seed), .. FoldsOf(samples.Current.Compared, seed + 1)];
        var scores = new double[rows.Length];
        var options = new FitOptions { Threads = Threads, Cancellation = cancellation };
        for (var fold = 0; fold < Folds; fold++)
        {
            progress.Report(new PhaseProgress("telling rows apart", fold, Folds));
            var training = new DatasetBuilder(schema, rows.Length);
            foreach (var row in all.Where(row => folds[row] != fold))
            {
                training.Add(0, rows[row], isCurrent[row] ? 1 : 0);
            }
            var result = learner.Fit(training.Build(), learner.Defaults, (ulong)seed, options);
            if (!result.Succeeded)
                return (null, Problem.Of("FILES", $"{rows.Length} rows", $"cannot be told apart: {result.Failure}"));
            var scorer = result.Artifact.CreateScorer();
            foreach (var row in all.Where(row => folds[row] == fold)) scores[row] = scorer.Score(rows[row], 0);
        }
        progress.Report(new PhaseProgress("telling rows apart", Folds, Folds));
        var halves = Enumerable.Range(0, Folds).Select(fold => all.Where(row => folds[row] == fold).ToArray());
        return (Judge([.. halves.Select(half => new HalfReport(
            RocAuc.Report(Array.ConvertAll(half, row => scores[row]), Array.ConvertAll(half, row => isCurrent[row])),
            half.Count(row => !isCurrent[row]), half.Count(row => isCurrent[row])))], rowsPerIndependentRow), null);
    }

    private static DomainClassifier Judge(HalfReport[] halves, double rowsPerIndependentRow)
    {
        var auc = halves.Average(half => half.Report.Auc);
        var reach = Normal.InvCDF(0, 1, (1 + Confidence) / 2)
            * Math.Sqrt(halves.Average(half => half.Report.Variance) * rowsPerIndependentRow);
        var chance = Math.Sqrt(halves.Average(half => half.VarianceByChance(rowsPerIndependentRow)));
        var pValue = Normal.CDF(0, 1, (0.5 - auc) / chance);
        return new DomainClassifier(
            auc, Math.Max(0, auc - reach), Math.Min(1, auc + reach), LeastAuc, pValue, GuardedRate.Classifier,
            auc > LeastAuc && pValue < GuardedRate.Classifier);
    }

    private sealed record HalfReport(AucReport Report, int Reference, int Current)
    {
        // Mann and Whitney's (1947) variance; ties make it smaller.
        public double VarianceByChance(double rowsPerIndependentRow)
        {
            var (m, n) = (
                Math.Max(1, Reference / rowsPerIndependentRow), Math.Max(1, Current / rowsPerIndependentRow));
            return (m + n + 1) / (12 * m * n);
        }
    }

    // Every half holds as many blocks; which ones, is drawn.
    private static IEnumerable<int> FoldsOf(int rows, int seed)
    {
        int[] folds = [.. Enumerable.Range(0, Blocks).Select(block => block % Folds)];
        new Random(seed).Shuffle(folds);
        return Enumerable.Range(0, rows).Select(row => folds[(int)((long)row * Blocks / rows)]);
    }

    private static DatasetSchema SchemaOf(ImmutableArray<ComparedColumn> columns) => new(
        PredictionTask.BinaryClassification,
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
