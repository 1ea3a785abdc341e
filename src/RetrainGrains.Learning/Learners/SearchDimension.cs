namespace RetrainGrains.Learning.Learners;

/// <summary>
/// The range of one hyper-parameter that a search looks at, narrower than what is allowed. It is logarithmic where
/// twice as much is as large a step everywhere, as for rates and penalties.
/// </summary>
public sealed record SearchDimension(string Name, double Minimum, double Maximum, bool IsInteger, bool IsLogarithmic)
{
    /// <summary>The value at a place between 0 and 1.</summary>
    public double ValueAt(double place)
    {
        var value = IsLogarithmic
            ? Minimum * Math.Pow(Maximum / Minimum, place)
            : Minimum + place * (Maximum - Minimum);
        return Math.Clamp(IsInteger ? Math.Round(value) : value, Minimum, Maximum);
    }

    /// <summary>The place of a value; values outside the range lie at its ends.</summary>
    public double PlaceOf(double value)
    {
        var inside = Math.Clamp(value, Minimum, Maximum);
        return IsLogarithmic
            ? Math.Log(inside / Minimum) / Math.Log(Maximum / Minimum)
            : (inside - Minimum) / (Maximum - Minimum);
    }
}
