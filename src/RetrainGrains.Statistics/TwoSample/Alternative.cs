namespace RetrainGrains.Statistics.TwoSample;

/// <summary>What a test should notice about the reference, compared with the current sample.</summary>
public enum Alternative
{
    TwoSided = 0,

    /// <summary>The reference tends to be smaller.</summary>
    Less = 1,

    /// <summary>The reference tends to be larger.</summary>
    Greater = 2,
}
