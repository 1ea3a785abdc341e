namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// An interval that may be looked at after every observation: the chance that it is ever wrong is alpha.
/// </summary>
public readonly record struct AnytimeInterval(double Estimate, double Lower, double Upper)
{
    public bool Contains(double value) => value >= Lower && value <= Upper;
}
