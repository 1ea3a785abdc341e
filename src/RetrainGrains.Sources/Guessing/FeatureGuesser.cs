namespace RetrainGrains.Sources.Guessing;

/// <summary>Finds which columns are features, of which kind, and which say nothing.</summary>
internal static class FeatureGuesser
{
    public static GuessedFeatures Guess(FileProfile file, GuessHints hints, GuessedTime time, List<string> doubts)
    {
        var features = ImmutableArray.CreateBuilder<GuessedFeature>();
        var leftOut = ImmutableArray.CreateBuilder<string>();
        foreach (var column in file.Columns)
        {
            if (column.Name == hints.Target || time.Columns.Contains(column.Name)) continue;
            if (ReasonAgainst(column, file, hints) is { } reason)
            {
                leftOut.Add($"{(column.Name.Length == 0 ? "a column without a name" : column.Name)} ({reason})");
                continue;
            }
            var isNumeric = column.IsNumeric(file.DecimalComma);
            if (isNumeric && column.Slips(file.DecimalComma) is > 0 and var slips)
                doubts.Add($"{column.Name}: {slips} cells with text where a number belongs are taken for missing");
            features.Add(new GuessedFeature(column.Name, isNumeric ? [] : column.Texts));
        }
        return new GuessedFeatures(features.ToImmutable(), leftOut.ToImmutable());
    }

    private static string? ReasonAgainst(ColumnProfile column, FileProfile file, GuessHints hints) =>
        hints.Without.Contains(column.Name) ? "as asked"
        : column.Name.Length == 0 ? "it has no name"
        : column.IsEmpty ? "it is empty"
        : column.IsConstant ? "it always holds the same"
        : column.IsCounter ? "it counts the rows"
        : column.IsNumeric(file.DecimalComma) ? null
        : column is { Times.Count: > 0, HasTooManyTexts: true } ? "another time"
        : column.HasTooManyTexts ? "too many different texts for categories"
        : null;
}

/// <summary>A column that is a feature; a number where it has no categories.</summary>
internal sealed record GuessedFeature(string Name, ImmutableArray<string> Categories)
{
    public string Json => Categories.IsEmpty
        ? $"{{ \"name\": {GuessText.Quote(Name)}, \"column\": {GuessText.Quote(Name)} }}"
        : $"{{ \"name\": {GuessText.Quote(Name)}, \"column\": {GuessText.Quote(Name)}, \"kind\": \"categorical\", "
            + $"\"categories\": {GuessText.List(Categories)} }}";

    public string Told => Categories.IsEmpty ? Name : $"{Name} ({Categories.Length} categories)";
}

/// <summary>The columns that are features, and those that are none, each with the reason.</summary>
internal sealed record GuessedFeatures(ImmutableArray<GuessedFeature> Used, ImmutableArray<string> LeftOut);
