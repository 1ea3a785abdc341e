namespace RetrainGrains.Learning.Importing;

/// <summary>Finds features whose values a model tells apart more finely than single precision can hold.</summary>
/// <remarks>Features are held in single precision: a time in seconds since 1970 is then known to two minutes.</remarks>
internal sealed class ThresholdPrecision
{
    // A range that single precision divides into fewer steps than this is not held by it.
    private const double StepsMin = 4_096;

    // From here on not every whole number is one of single precision.
    private const double WholeMax = 1 << 24;

    // A double of this size is a multiple of one half more often than not.
    private const double WholeEnd = 1L << 44;

    // Of a step: LightGBM takes the double next to the middle of two values.
    private const double Nearness = 1e-3;

    private readonly Dictionary<int, Dictionary<float, double>> ofFeatures = [];
    private readonly HashSet<int> tooFine = [];
    private (double Least, double Most)[] ranges = [];

    /// <summary>Sets the range of each feature's values in training; both zero where it is not known.</summary>
    public void SetRanges((double Least, double Most)[] known) => ranges = known;

    /// <summary>
    /// Finds the threshold to compare values with that are rounded to single precision: rounded as they are, so that
    /// whatever was at most the threshold still is. Halfway between two of them it is the lower one, for they are told
    /// apart.
    /// </summary>
    public static float Held(double threshold)
    {
        var nearest = (float)threshold;
        return nearest > threshold && IsMultiple(threshold, StepAt(nearest) / 2)
            ? MathF.BitDecrement(nearest)
            : nearest;
    }

    /// <summary>Notes a threshold as the file has it, and as splits will compare it.</summary>
    public void Add(int feature, double threshold, float held)
    {
        if (!double.IsFinite(threshold)) return;
        if (!ofFeatures.TryGetValue(feature, out var known)) ofFeatures[feature] = known = [];
        var (step, size) = (StepAt(held), Math.Abs(threshold));
        var isOfWholes = size is >= WholeMax and < WholeEnd && IsMultiple(threshold, 0.5);
        var (least, most) = feature < ranges.Length ? ranges[feature] : default;
        var isBeyondRange = threshold >= least && threshold <= most && most - least < step * StepsMin;
        var isKnownOtherwise = known.TryGetValue(held, out var other) && other != threshold;

        // Halfway between values that single precision holds nothing is lost.
        if (!IsMultiple(threshold, step / 2)
            && (isKnownOtherwise || isOfWholes || isBeyondRange))
        {
            tooFine.Add(feature);
        }

        known[held] = threshold;
    }

    /// <summary>Refuses a model that needs what single precision cannot hold, with the features by name.</summary>
    public void Verify(ImportedFeatures features)
    {
        if (tooFine.Count == 0) return;
        var names = tooFine.Order().Select(feature => $"'{features.NameOf(feature)}'");
        throw new ImportException(
            $"The model tells values of {string.Join(", ", names)} apart more finely than the single precision "
            + "that features are held in; train it on values of a smaller size, as a time since the first row, or a "
            + "number less its mean.");
    }

    private static double StepAt(float value) => (double)MathF.BitIncrement(MathF.Abs(value)) - MathF.Abs(value);

    private static bool IsMultiple(double number, double unit) =>
        Math.Abs(number / unit - Math.Round(number / unit)) < Nearness;
}
