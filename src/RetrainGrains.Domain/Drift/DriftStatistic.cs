namespace RetrainGrains.Domain.Drift;

/// <summary>
/// The statistics that compare a feature's window with its reference, over the bins of the reference. Numbers are
/// stored: only append.
/// </summary>
public enum DriftStatistic
{
    /// <summary>|mean − reference mean| in units of the reference's standard deviation, or of its mean.</summary>
    MeanShift = 0,

    /// <summary>Standard deviation over the reference's.</summary>
    VarianceRatio = 1,

    /// <summary>Population stability index Σ (c − r) ln(c / r).</summary>
    PopulationStability = 2,

    /// <summary>Σ r ln(r / c), natural logarithms; an empty bin counts as half a row, as for the index.</summary>
    KullbackLeibler = 3,

    /// <summary>The distance (root of the divergence) with natural logarithms: 0 to √ln 2 = 0.83.</summary>
    JensenShannon = 4,

    /// <summary>√(½ Σ (√r − √c)²): 0 to 1.</summary>
    Hellinger = 5,

    /// <summary>
    /// The earth mover's distance in the reference's standard deviations. All rows of a bin stand in its middle, the
    /// outer bins reach to the reference's minimum and maximum; the means are known to the row, and no distance is
    /// below their difference, so a move beyond the bins is seen as well.
    /// </summary>
    Wasserstein = 6,

    /// <summary>The largest gap between the cumulative shares, looked at where bins end: 0 to 1.</summary>
    KolmogorovSmirnov = 7,

    /// <summary>
    /// Pearson's Σ (O − E)² / E of homogeneity, over independent rows. It grows with them: a limit of 0 leaves the
    /// decision to its significance.
    /// </summary>
    ChiSquared = 8,

    /// <summary>
    /// The likelihood ratio 2 Σ O ln(O / E), otherwise as <see cref="ChiSquared"/>, by whose chance it is judged.
    /// </summary>
    GTest = 9,

    /// <summary>|share of missing values − the reference's|.</summary>
    MissingRate = 10,

    /// <summary>
    /// |share of values beyond the smallest and largest of the first reference − the reference's|. Models whose bins
    /// were made before that range was kept have none.
    /// </summary>
    OutOfRange = 11,
}
