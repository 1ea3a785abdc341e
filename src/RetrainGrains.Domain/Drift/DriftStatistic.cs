namespace RetrainGrains.Domain.Drift;

/// <summary>The names of the statistics that our own code refers to.</summary>
public static class DriftStatistic
{
    public const string MeanShift = "meanShift";
    public const string VarianceRatio = "varianceRatio";
    public const string PopulationStability = "populationStability";
    public const string KullbackLeibler = "kullbackLeibler";
    public const string JensenShannon = "jensenShannon";
    public const string Hellinger = "hellinger";
    public const string Wasserstein = "wasserstein";
    public const string KolmogorovSmirnov = "kolmogorovSmirnov";
    public const string ChiSquared = "chiSquared";
    public const string GTest = "gTest";
    public const string MissingRate = "missingRate";
    public const string UnlistedRate = "unlistedRate";
    public const string OutOfRange = "outOfRange";
    public const string CategoryShift = "categoryShift";
}
