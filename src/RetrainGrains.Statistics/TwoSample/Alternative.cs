namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The alternative hypothesis of a test: the reference is different, greater or less.</summary>
public enum Alternative
{
    TwoSided = 0,

    /// <summary>The reference tends to be smaller.</summary>
    Less = 1,

    /// <summary>The reference tends to be larger.</summary>
    Greater = 2,
}
