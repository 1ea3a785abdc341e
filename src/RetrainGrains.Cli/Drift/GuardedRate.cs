namespace RetrainGrains.Cli.Drift;

/// <summary>
/// The rate of false alarms of the guarded profile as a whole, and the part of it that each of its three looks may
/// spend: together no more than all of it, however they depend on each other.
/// </summary>
internal static class GuardedRate
{
    /// <summary>The rate of all, as that of a model's check.</summary>
    public const double Whole = 0.01;

    /// <summary>The part of the columns, which find most kinds of drift, and name what has moved.</summary>
    public const double Columns = 0.6 * Whole;

    public const double Reconstruction = 0.2 * Whole;

    public const double Classifier = 0.2 * Whole;
}
