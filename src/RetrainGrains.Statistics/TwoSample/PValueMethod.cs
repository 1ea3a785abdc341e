namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The method by which a rank test finds its p-value.</summary>
public enum PValueMethod
{
    /// <summary>The exact chance where it is cheap, else the limit for many rows.</summary>
    Automatic = 0,
    Exact = 1,
    Asymptotic = 2,
}
