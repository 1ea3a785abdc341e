namespace RetrainGrains.Sources.Files;

/// <summary>
/// The mark between whole numbers and decimals: as it is said, or as the first number with one has it. Where commas end
/// cells it is a point.
/// </summary>
internal sealed class DecimalMark(bool? isComma, char? delimiter)
{
    private bool? comma = isComma ?? (delimiter is null or ',' ? false : null);

    /// <summary>Returns true where a point is certain, which is what programs read by themselves.</summary>
    public bool IsPoint => comma == false;

    /// <summary>The sentence about a guess; null where nothing was guessed that could be wrong.</summary>
    public string? Note { get; private set; }

    /// <summary>Reads a cell; null where it holds no number.</summary>
    public double? Read(string cell)
    {
        if (comma is { } known) return CellNumber.Read(cell, known);
        if (CellNumber.Read(cell, decimalComma: false) is { } number)
        {
            if (cell.Contains('.')) comma = false;
            return number;
        }
        if (CellNumber.Read(cell, decimalComma: true) is not { } other) return null;
        comma = true;
        Note = $"numbers have a decimal comma: {cell} is {other.ToString(CultureInfo.InvariantCulture)}; "
            + "\"decimal\" in the source file says otherwise";
        return other;
    }
}
