namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The area under the ROC curve from scores in bins of equal width between 0 and 1, so that windows and shards merge.
/// Only pairs within one bin are not told apart; they count half, and so the area is off by at most half their share.
/// </summary>
public sealed class ScoreSketch
{
    public const int DefaultBins = 512;
    public const int MaximumBins = 65_536;

    private readonly double[] positives;
    private readonly double[] negatives;

    public ScoreSketch(int bins = DefaultBins)
    {
        if (bins is < 2 or > MaximumBins)
        {
            throw new ArgumentException($"bins is {bins}; it must be 2 to {MaximumBins}", nameof(bins));
        }
        (positives, negatives) = (new double[bins], new double[bins]);
    }

    private ScoreSketch(double[] positives, double[] negatives) =>
        (this.positives, this.negatives) = (positives, negatives);

    /// <summary>Makes a sketch from counts that were kept elsewhere, in the rising order of the scores.</summary>
    public static ScoreSketch Of(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        Pairs.SameLength(positives.Length, negatives.Length, nameof(positives), nameof(negatives));
        return new ScoreSketch(positives.ToArray(), negatives.ToArray());
    }

    public int Bins => positives.Length;
    public ReadOnlySpan<double> Positives => positives;
    public ReadOnlySpan<double> Negatives => negatives;

    public void Add(double score, bool outcome) => AddExpected(score, outcome ? 1 : 0);

    /// <summary>A row whose outcome is not known, only the chance that it is positive.</summary>
    public void AddExpected(double score, double probability)
    {
        Pairs.CheckProbability(score);
        Pairs.CheckProbability(probability);
        var bin = Math.Min((int)(score * Bins), Bins - 1);
        positives[bin] += probability;
        negatives[bin] += 1 - probability;
    }

    public void Merge(ScoreSketch other)
    {
        if (other.Bins != Bins)
        {
            throw new ArgumentException($"other has {other.Bins} bins and this {Bins}; they must match", nameof(other));
        }
        for (var bin = 0; bin < Bins; bin++)
        {
            positives[bin] += other.positives[bin];
            negatives[bin] += other.negatives[bin];
        }
    }

    /// <summary>Computes the area under the curve; NaN without both classes.</summary>
    public double Auc() => RocAuc.Of(Groups());

    /// <summary>Computes the area that the bins show, with the interval of <see cref="RocAuc"/>.</summary>
    public AucReport AucReport(double confidence = 0.95) => RocAuc.Report(Groups(), confidence);

    /// <summary>Computes <see cref="Metrics.AveragePrecision"/>, the rows of a bin taken for ties.</summary>
    public double AveragePrecision() => Metrics.AveragePrecision.Of(Groups());

    /// <summary>The exact area of the same rows is no further from <see cref="Auc"/> than this.</summary>
    public double AucErrorBound()
    {
        double undecided = 0, allPositives = 0, allNegatives = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            undecided += positives[bin] * negatives[bin];
            allPositives += positives[bin];
            allNegatives += negatives[bin];
        }
        return undecided / 2 / (allPositives * allNegatives);
    }

    private ScoreGroup[] Groups()
    {
        var groups = new ScoreGroup[Bins];
        for (var bin = 0; bin < Bins; bin++) groups[bin] = new ScoreGroup(bin, positives[bin], negatives[bin]);
        return groups;
    }
}
