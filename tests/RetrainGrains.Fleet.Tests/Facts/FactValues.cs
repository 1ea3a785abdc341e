using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Fleet.Tests.Facts;

/// <summary>The values that the small numbers of a story's rows stand for, sound ones and others.</summary>
internal static class FactValues
{
    private static readonly FeatureRow[] Features =
    [
        FeatureRow.Of(FeatureValue.Of(1), FeatureValue.Missing, FeatureValue.Of("summer")),
        FeatureRow.Of(FeatureValue.Of(2), FeatureValue.Of(3), FeatureValue.Of("winter")),
        FeatureRow.Of(FeatureValue.Missing, FeatureValue.Missing, FeatureValue.Missing),
        FeatureRow.Of(FeatureValue.Of(1), FeatureValue.Missing, FeatureValue.Of("no season")),
        FeatureRow.Of(FeatureValue.Of(double.NaN), FeatureValue.Missing, FeatureValue.Of("summer")),
        FeatureRow.Of(FeatureValue.Of("warm"), FeatureValue.Missing, FeatureValue.Of("summer")),
        FeatureRow.Of(FeatureValue.Of(1), FeatureValue.Missing, FeatureValue.Of(1)),
        FeatureRow.Of(FeatureValue.Of(1)),
        FeatureRow.Of(new FeatureValue(null, null, "true"), FeatureValue.Missing, FeatureValue.Missing),
        new([], new Dictionary<string, FeatureValue> { ["sun"] = FeatureValue.Of(1) }),
    ];

    private const int Sound = 4;

    /// <summary>Finds the features of a number: half of the numbers stand for sound ones.</summary>
    public static FeatureRow FeaturesOf(int value) => Features[KindOf(value)];

    public static bool AreFeaturesSound(int value) => KindOf(value) < Sound;

    /// <summary>Finds which features a number stands for: the same kind is the same features.</summary>
    public static int KindOf(int value) => value % Features.Length;

    /// <summary>Finds the outcome as it is sent, null, NaN and infinities among them.</summary>
    public static double? Sent(int value) => value switch
    {
        < 6 => 40 + 10 * (value % 3),
        6 => null,
        7 => double.NaN,
        8 => double.PositiveInfinity,
        _ => 50,
    };

    /// <summary>Finds the label beside it: this model's outcomes are numbers, and have none.</summary>
    public static string? LabelOf(int value) => value == 9 ? "fifty" : null;

    /// <summary>Finds the outcome that a number stands for; null for those that are none.</summary>
    public static double? OutcomeOf(int value) =>
        LabelOf(value) is null && Sent(value) is { } sent && double.IsFinite(sent) ? sent : null;

    /// <summary>Finds the time at which an outcome is said to have become known; null where nothing is said.</summary>
    public static DateTimeOffset? KnownAt(FactItem item) => item.Known switch
    {
        0 => FactRows.All[item.Row].At.AddHours(1),
        1 => FactRows.All[item.Row].At.AddHours(-1),
        2 => FactRows.All[item.Row].At.AddHours(25),
        3 => FactRows.Start.AddYears(70),
        4 => FactRows.All[item.Row].At,
        _ => null,
    };

    public static DateTimeOffset KnownOfHistory(FactItem item, DateTimeOffset at) =>
        SaidOfHistory(item, at) ?? at;

    public static DateTimeOffset? SaidOfHistory(FactItem item, DateTimeOffset at) => item.Other switch
    {
        4 => at.AddHours(1),
        5 => at.AddHours(-1),
        _ => null,
    };

    /// <summary>Finds the time and the entity of a row: now and then another one than it had before.</summary>
    public static (DateTimeOffset At, string Entity) Particulars(FactItem item)
    {
        var row = FactRows.All[item.Row];
        return item.Other switch
        {
            6 => (row.At.AddHours(1), row.Entity),
            7 => (row.At, row.Entity == "anna" ? "ben" : "anna"),
            _ => (row.At, row.Entity),
        };
    }

    /// <summary>Answers whether a row's id goes with a time: one that tells the time goes with that alone.</summary>
    public static bool Suits(FactRow row, DateTimeOffset at) => row.Id == row.Name || at == row.At;
}
