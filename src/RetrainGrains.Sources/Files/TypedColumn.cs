namespace RetrainGrains.Sources.Files;

/// <summary>The cells of a column that a file holds as numbers, as times, or as texts.</summary>
internal sealed class TypedColumn
{
    private readonly double[]? numbers;
    private readonly long?[]? times;
    private readonly string?[]? texts;
    private readonly bool isLocal;

    private TypedColumn(double[]? numbers, long?[]? times, bool isLocal, string?[]? texts) =>
        (this.numbers, this.times, this.isLocal, this.texts) = (numbers, times, isLocal, texts);

    public static TypedColumn OfNumbers(double[] numbers) => new(numbers, null, false, null);

    public static TypedColumn OfTimes(long?[] ticks, bool isLocal) => new(null, ticks, isLocal, null);

    public static TypedColumn OfTexts(string?[] texts) => new(null, null, false, texts);

    public double? NumberAt(int row) => numbers is null ? null : numbers[row];

    public (long Ticks, bool IsLocal)? TimeAt(int row) => times?[row] is { } ticks ? (ticks, isLocal) : null;

    public string TextAt(int row)
    {
        if (texts is not null) return texts[row] ?? "";
        if (numbers is not null)
            return double.IsNaN(numbers[row]) ? "" : numbers[row].ToString("R", CultureInfo.InvariantCulture);
        if (times![row] is not { } ticks) return "";
        return new DateTime(ticks).ToString(
            isLocal ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
            CultureInfo.InvariantCulture);
    }
}
