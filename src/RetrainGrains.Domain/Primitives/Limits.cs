namespace RetrainGrains.Domain.Primitives;

/// <summary>The checks that settings are within their range.</summary>
internal static class Limits
{
    public static IEnumerable<Problem> Check<T>(string field, T value, T low, T high) where T : IComparable<T>
    {
        var inside = value.CompareTo(low) >= 0 && value.CompareTo(high) <= 0;
        return inside
            ? []
            : [Problem.Of(field, value, FormattableString.Invariant($"must be between {low} and {high}"))];
    }
}
