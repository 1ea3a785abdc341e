using System.Text.Json;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources;

/// <summary>Reads a source file and reports everything that is wrong with it at once, by JSON path.</summary>
public static class SourceReader
{
    private const string Root = "source";

    public static (SourceFile? Source, IReadOnlyList<Problem> Problems) Read(string json)
    {
        var problems = new List<Problem>();
        if (SettingsReader.Parse(json, Root, problems) is not { } members) return (null, problems);
        var source = ReadSource(new JsonSection(members, Root, problems));
        if (problems.Count == 0) problems.AddRange(SourceRules.Check(source));
        return problems.Count == 0 ? (source, []) : (null, problems);
    }

    private static SourceFile ReadSource(JsonSection section)
    {
        var source = new SourceFile
        {
            ModelId = section.Text("modelId"),
            Shape = new FileShape(ReadDelimiter(section), ReadEncoding(section)),
            RaggedLines = section.Choice<RaggedLines>("raggedLines") ?? RaggedLines.Fill,
            Orders = ReadOrders(section),
            Missing = section.Texts("missing") ?? SourceFile.DefaultMissing,
            BadValues = section.Choice<BadValues>("badValues") ?? BadValues.Error,
            DecimalComma = ReadDecimalComma(section),
            Joins = JoinReader.Read(section),
            Time = RowTimeReader.Read(section),
            Key = section.Texts("key") ?? [],
            Aggregation = AggregationReader.Read(section),
            Step = section.Span("step"),
            Target = ReadTarget(section),
            Horizon = section.Span("horizon") ?? TimeSpan.Zero,
            HorizonRows = section.Count("horizonRows", 1, SourceRules.HorizonRowsMax),
            OutcomeDelay = section.Span("outcomeDelay") ?? TimeSpan.Zero,
            WarmUp = ReadWarmUp(section),
            Features = [.. section.Sections("features").Select(FeatureReader.Read).OfType<SourceFeature>()],
            LastValue = section.Text("lastValue"),
        };
        section.Close();
        return source;
    }

    private static char? ReadDelimiter(JsonSection section)
    {
        var text = section.Text("delimiter");
        if (text is null) return null;
        if (text.Length == 1 && char.IsAscii(text[0]) && text[0] is not ('"' or '\r' or '\n')) return text[0];
        section.Report("delimiter", text, "must be one ASCII character, and no quote or line break");
        return null;
    }

    private static string? ReadEncoding(JsonSection section)
    {
        var name = section.Text("encoding");
        if (name is null || TextGuess.Find(name) is not null) return name;
        section.Report("encoding", name, "must be the name of an encoding, such as utf-8, utf-16 or latin1");
        return null;
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> ReadOrders(JsonSection parent)
    {
        var orders = ImmutableDictionary<string, ImmutableArray<string>>.Empty;
        if (parent.Section("orders") is not { } section) return orders;
        foreach (var column in section.MemberNames)
        {
            if (section.Texts(column) is not { } texts) continue;
            if (texts.Length < 2 || texts.Distinct().Count() < texts.Length)
                section.Report(column, string.Join(", ", texts), "must list two texts or more, each once");
            orders = orders.SetItem(column, texts);
        }
        return orders;
    }

    private static bool? ReadDecimalComma(JsonSection section)
    {
        var text = section.Text("decimal");
        if (text is not (null or "." or ",")) section.Report("decimal", text, "must be \".\" or \",\"");
        return text is null ? null : text == ",";
    }

    private static TargetSource ReadTarget(JsonSection parent)
    {
        var task = parent.Choice<PredictionTask>("task");
        if (!parent.Has("target")) parent.Report("target", "", "must be given");
        if (parent.Section("target") is not { } section) return new TargetSource("", default);
        var names = section.IsList("classes") ? section.Texts("classes") : null;
        var classes = names is null ? section.Codes("classes") : null;
        if (classes is not null && (classes.Count < 2 || classes.Values.Any(code => code is not (0 or 1))))
        {
            section.Report("classes", string.Join(", ", classes), "must map at least two texts to 0 or 1");
        }
        var measure = section.Choice<TargetMeasure>("measure") ?? TargetMeasure.Value;
        if (names is { } several && (measure != TargetMeasure.Value || several.Distinct().Count() < several.Length))
        {
            section.Report("classes", string.Join(", ", several), "must not repeat, and need the measure value");
        }
        var implied = names is not null ? PredictionTask.MulticlassClassification
            : classes is not null || measure == TargetMeasure.Direction ? PredictionTask.BinaryClassification
            : PredictionTask.Regression;
        CheckTask(parent, task ?? implied, implied);
        var column = section.RequiredText("column");
        var target = new TargetSource(column, task ?? implied, measure)
        {
            Name = section.Text("name") ?? column,
            Classes = classes ?? ImmutableDictionary<string, int>.Empty,
            Names = names,
        };
        section.Close();
        return target;
    }

    // Zeros and ones in a column may be numbers or classes; everything else says itself what it is.
    private static void CheckTask(JsonSection parent, PredictionTask task, PredictionTask implied)
    {
        var mayBeEither = implied == PredictionTask.Regression && task == PredictionTask.BinaryClassification;
        if (task == implied || mayBeEither) return;
        parent.Report("task", JsonNamingPolicy.CamelCase.ConvertName($"{task}"), implied switch
        {
            PredictionTask.MulticlassClassification => "must be multiclassClassification for a list of classes",
            PredictionTask.BinaryClassification =>
                "must be binaryClassification for a target of classes or a direction",
            _ => "needs a target with a list of classes",
        });
    }

    private static WarmUp ReadWarmUp(JsonSection section)
    {
        if (section.Has("warmUpRows")) return new WarmUp(null, section.Count("warmUpRows", 1, SourceRules.RowsMax));
        if (!section.Has("warmUp")) section.Report("warmUp", "", "must be given: a span, or rows as warmUpRows");
        return new WarmUp(section.Span("warmUp"), null);
    }
}
