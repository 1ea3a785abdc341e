namespace RetrainGrains.Sources.Files;

/// <summary>Reads the number that a cell holds.</summary>
internal static class CellNumber
{
    /// <summary>
    /// Reads a number with a decimal point or comma; null where it is none. With a comma a point is refused: it could
    /// mean thousands.
    /// </summary>
    public static double? Read(string cell, bool decimalComma)
    {
        if (decimalComma && cell.Contains('.')) return null;
        var text = decimalComma ? cell.Replace(',', '.') : cell;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Holds(number) ? number : null;
    }

    /// <summary>
    /// Returns true for a number that a feature can hold. Features are stored in single precision; a number beyond it
    /// is as little a measurement as a text.
    /// </summary>
    public static bool Holds(double number) => float.IsFinite((float)number);
}
