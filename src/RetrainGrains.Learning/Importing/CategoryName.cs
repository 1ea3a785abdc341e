using System.Globalization;
using System.Text.Json;

namespace RetrainGrains.Learning.Importing;

/// <summary>A category as a file has it: a text, a number or a truth value.</summary>
/// <remarks>A schema has texts only: 3, 3.0 and "3" are one category of it, as true and "True" are.</remarks>
internal readonly record struct CategoryName(string Text, double? Number = null)
{
    public static CategoryName Of(long number) =>
        new(number.ToString(CultureInfo.InvariantCulture), number);

    /// <summary>Reads an element of a JSON list; null where it is no category.</summary>
    public static CategoryName? Read(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => new CategoryName(element.GetString()!),
                JsonValueKind.Number when element.TryGetInt64(out var whole) => Of(whole),
                JsonValueKind.Number when element.TryGetDouble(out var number) =>
                    new CategoryName(number.ToString("R", CultureInfo.InvariantCulture), number),
                JsonValueKind.True => new CategoryName("True"),
                JsonValueKind.False => new CategoryName("False"),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text.
            return null;
        }
    }

    /// <summary>Finds the category among a schema's; −1 when it is not there.</summary>
    public int PlaceIn(IReadOnlyList<string> categories)
    {
        for (var i = 0; i < categories.Count; i++)
        {
            if (categories[i] == Text) return i;
        }

        for (var i = 0; i < categories.Count; i++)
        {
            if (IsAlso(categories[i])) return i;
        }

        return -1;
    }

    private bool IsAlso(string category) => Number is { } number
        ? double.TryParse(category, NumberStyles.Float, CultureInfo.InvariantCulture, out var other) && other == number
        : Text is "True" or "False" && category.Equals(Text, StringComparison.OrdinalIgnoreCase);
}
