namespace RetrainGrains.Domain.Observations;

/// <summary>
/// The values of features that stand for no value. All are NaN, so that every learner takes them for missing; the one
/// of a category that the schema does not list has a payload, so that the share of such rows can be followed.
/// </summary>
public static class FeatureCode
{
    /// <summary>
    /// The bits of <see cref="Unlisted"/>: a quiet NaN with a payload. They are stored and never change.
    /// </summary>
    public const int UnlistedBits = 0x7FC0_0CA7;

    /// <summary>The value of a category that the schema does not list.</summary>
    public static float Unlisted => BitConverter.Int32BitsToSingle(UnlistedBits);

    public static bool IsUnlisted(float value) => BitConverter.SingleToInt32Bits(value) == UnlistedBits;
}
