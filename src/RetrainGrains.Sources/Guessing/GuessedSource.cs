using System.Text;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources.Guessing;

/// <summary>A source file in the making.</summary>
internal sealed record GuessedSource(
    string FileName, FileProfile File, GuessedTime Time, GuessedTarget Target, GuessedFeatures Features)
{
    // As much as a replay needs before it serves; a server takes all rows as history.
    private const int WarmUpShare = 5;

    public ImmutableArray<string> Key { get; init; } = [];

    public TimeSpan Step { get; init; }

    public TimeSpan Horizon { get; init; }

    public TargetMeasure Measure { get; init; }

    /// <summary>The history before serving starts, as JSON; null: a share of the rows.</summary>
    public string? WarmUp { get; init; }

    /// <summary>The features that are computed, after those that are columns.</summary>
    public ImmutableArray<DerivedFeature> Derived { get; init; } = [];

    public ImmutableArray<(string Name, string Text)> Tried { get; init; } = [];

    public SourceFile Source => SourceReader.Read(ToJson()).Source!;

    private IEnumerable<string> Missing =>
        SourceFile.DefaultMissing.Concat(File.Columns.SelectMany(column => column.Missing)).Distinct();

    private bool HasSlips => File.Columns.Any(column =>
        column.IsNumeric(File.DecimalComma) && column.Slips(File.DecimalComma) > 0);

    public string ToJson(IReadOnlyCollection<string>? doubts = null)
    {
        var json = new StringBuilder();
        json.AppendLine($"// Guessed from {OneLine(FileName)}; change what is wrong. beijing.json in deploy/sources "
            + "explains the format.");
        foreach (var doubt in doubts ?? []) json.AppendLine($"// ? {OneLine(doubt)}");
        json.AppendLine("{");
        if (File.Delimiter is not (null or ','))
            json.AppendLine($"  \"delimiter\": {GuessText.Quote($"{File.Delimiter}")},");
        if (File.DecimalComma) json.AppendLine("  \"decimal\": \",\",");
        string[] missing = [.. Missing];
        if (missing.Length > SourceFile.DefaultMissing.Length)
            json.AppendLine($"  \"missing\": {GuessText.List(missing)},");
        if (HasSlips) json.AppendLine("  \"badValues\": \"missing\",");
        json.AppendLine($"  \"time\": {Time.Json},");
        if (!Key.IsEmpty) json.AppendLine($"  \"key\": {GuessText.List(Key)},");
        json.AppendLine($"  \"target\": {TargetJson},");
        if (Target.Task == PredictionTask.BinaryClassification)
            json.AppendLine("  \"task\": \"binaryClassification\",");
        json.AppendLine(Horizon > TimeSpan.Zero
            ? $"  \"horizon\": \"{GuessText.Span(Horizon)}\","
            : $"  \"outcomeDelay\": \"{GuessText.Span(Step)}\",");
        json.AppendLine($"  {WarmUp ?? $"\"warmUpRows\": {Math.Max(1, File.Rows / WarmUpShare)}"},");
        json.AppendLine("  \"features\": [");
        json.AppendJoin(",\n", Features.Used.Select(feature => feature.Json).Concat(Derived.Select(one => one.Json))
            .Select(feature => $"    {feature}"));
        json.AppendLine().Append("  ]");
        if (Derived.FirstOrDefault(one => one.IsLastValue) is { } last)
            json.AppendLine(",").Append($"  \"lastValue\": {GuessText.Quote(last.Name)}");
        json.AppendLine().AppendLine("}");
        return json.ToString();
    }

    private string TargetJson => Measure == TargetMeasure.Value
        ? Target.Json
        : Target.Json.Replace(" }", $", \"measure\": {DomainJson.Write(Measure)} }}", StringComparison.Ordinal);

    public SourceGuess ToGuess(Table table, IReadOnlyCollection<string> doubts)
    {
        static string At(long ticks) => new DateTime(ticks).ToString(
            ticks % TimeSpan.TicksPerDay == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
        var delimiter = File.Delimiter switch
        {
            null => "", '\t' => ", delimiter tab", ',' => ", delimiter comma", var other => $", delimiter {other}",
        };
        var findings = ImmutableArray.CreateBuilder<(string, string)>();
        findings.Add(("file", $"{File.Rows:N0} rows{delimiter}"
            + (File.DecimalComma ? ", decimal comma" : "")));
        findings.Add(("time", $"{Time.Told}, {At(table.Times[0])} to {At(table.Times[^1])}, "
            + $"{GuessText.Span(Step)} apart, as UTC"));
        if (!Key.IsEmpty) findings.Add(("key", $"{string.Join(", ", Key)}: tells rows of the same time apart"));
        var known = Horizon > TimeSpan.Zero
            ? $"{GuessText.Span(Horizon)} ahead" : $"known {GuessText.Span(Step)} later";
        findings.Add(("target", $"{Target.Told}{MeasureTold}, {known}"));
        findings.Add(("features", GuessText.Names([.. Features.Used.Select(feature => feature.Told)])));
        if (!Derived.IsEmpty)
            findings.Add(("computed", string.Join(", ", Derived.Select(feature => feature.Name))));
        findings.AddRange(Tried);
        if (!Features.LeftOut.IsEmpty) findings.Add(("left out", GuessText.Names(Features.LeftOut)));
        return new SourceGuess(ToJson(doubts), Source, findings.ToImmutable(), [.. doubts]);
    }

    private string MeasureTold => Measure switch
    {
        TargetMeasure.Return => ", its relative change",
        TargetMeasure.Direction => ", whether it rises",
        _ => "",
    };

    // A column's name may hold a line break, which would end the comment.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
