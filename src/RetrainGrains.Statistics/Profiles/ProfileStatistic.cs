namespace RetrainGrains.Statistics.Profiles;

/// <summary>The statistics that drift tools name alike and define differently.</summary>
public enum ProfileStatistic
{
    KolmogorovSmirnov = 0,
    ChiSquared = 1,
    ProportionZ = 2,
    Wasserstein = 3,
    JensenShannon = 4,
    KullbackLeibler = 5,
    PopulationStability = 6,
    Hellinger = 7,
    Energy = 8,
    AndersonDarling = 9,
    MannWhitney = 10,
    StudentT = 11,
    WelchT = 12,
    G = 13,
    FisherExact = 14,
    LargestDifference = 15,
}
