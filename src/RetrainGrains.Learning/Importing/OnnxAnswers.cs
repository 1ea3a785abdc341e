using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Onnx;

namespace RetrainGrains.Learning.Importing;

/// <summary>The output of a graph that answers a task, and what it means.</summary>
/// <remarks>Classes are the file's labels in the order of the schema's; empty where it has none.</remarks>
internal sealed record OnnxAnswers(OnnxOutput Output, string Meaning, ImmutableArray<string> Classes)
{
    private const int MaximumNamesInNote = 10;

    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Makes a schema by what the outputs are: labels or several columns tell classes apart.</summary>
    public static DatasetSchema SchemaOf(
        OnnxSession session, OnnxFile file, IEnumerable<FeatureDescription> features)
    {
        var labels = LabelsOf(file)?.Length ?? 0;
        var columns = session.Outputs.Values.Where(OnnxShape.IsReal).Select(OnnxShape.WidthOf).DefaultIfEmpty().Max();
        var classes = labels > 0 ? labels : columns > 1 ? columns : 0;
        try
        {
            return classes switch
            {
                0 => new DatasetSchema(PredictionTask.Regression, features),
                2 => new DatasetSchema(PredictionTask.BinaryClassification, features),
                _ => new DatasetSchema(PredictionTask.MulticlassClassification, features, classCount: classes),
            };
        }
        catch (ArgumentException exception)
        {
            throw new ImportException($"The model makes no schema: {exception.Message}");
        }
    }

    /// <summary>Chooses the output; an error names all of them where none answers the task, or several do.</summary>
    public static OnnxAnswers Choose(
        OnnxSession session, OnnxFile file, DatasetSchema schema, IReadOnlyList<string>? classes)
    {
        if (schema.Task == PredictionTask.Regression)
        {
            var number = Only(session, node => OnnxShape.IsOneEach(node) && OnnxShape.IsReal(node))
                ?? Only(session, node => OnnxShape.IsOneEach(node) && OnnxShape.IsLabel(node))
                ?? throw NoAnswer(session, "a number for each row");
            return new OnnxAnswers(OnnxOutput.OfNumber(number), "the number", []);
        }

        var count = OnnxOutput.ClassesOf(schema);
        if (Only(session, OnnxShape.IsOfMaps) is { } maps)
        {
            return ByLabels(maps, OnnxAnswer.Maps, Need(file, maps, count), schema, classes);
        }

        // A width that the file leaves open is the number of classes where nothing else can be meant.
        var isOpen = schema.ClassCount > 0 || LabelsOf(file)?.Length == count;
        if (Only(session, node => OnnxShape.IsReal(node) && (OnnxShape.WidthOf(node) == count
            || (isOpen && node.Dimensions is [_, -1]))) is { } columns)
        {
            return OfColumns(columns, file, count, schema, classes);
        }

        if (count == 2 && Only(session, node => OnnxShape.IsReal(node) && OnnxShape.IsOneEach(node)) is { } one)
        {
            return new OnnxAnswers(OnnxOutput.OfNumber(one), "the probability of class 1", []);
        }

        if (Only(session, node => OnnxShape.IsLabel(node) && OnnxShape.IsOneEach(node)) is { } label
            && !session.Outputs.Values.Any(OnnxShape.IsReal))
        {
            var read = ByLabels(
                label, OnnxAnswer.Label, LabelsOf(file) ?? Counted(count), schema, classes);
            return read with { Notes = [.. read.Notes, "the model gives labels only: each has probability 1"] };
        }

        throw NoAnswer(session, count == 2 ? "a probability for each row" : $"{count} probabilities for each row");
    }

    private static OnnxAnswers OfColumns(
        string output, OnnxFile file, int count, DatasetSchema schema, IReadOnlyList<string>? classes)
    {
        var labels = LabelsOf(file);
        var named = ByLabels(
            output, OnnxAnswer.Columns, labels?.Length == count ? labels : Counted(count), schema, classes);
        string[] own = labels?.Length == count ? labels : Counted(count);
        return named with
        {
            Output = named.Output with
            {
                Labels = [],
                Columns = [.. named.Output.Labels.Select(label => Array.IndexOf(own, label))],
            },
            Classes = labels?.Length == count ? named.Classes : [],
        };
    }

    private static OnnxAnswers ByLabels(
        string output, OnnxAnswer answer, string[] labels, DatasetSchema schema, IReadOnlyList<string>? classes)
    {
        var meaning = answer == OnnxAnswer.Label ? "the label of the class"
            : schema.ClassCount == 0 ? "the probabilities of classes 0 and 1"
            : $"the probabilities of {schema.ClassCount} classes";
        string[] wanted = schema.ClassCount == 0 ? ["False", "True"]
            : classes?.ToArray() ?? labels;
        var (ordered, isByName) = schema.ClassCount == 0 ? (OfTwo(labels), true) : OfSeveral(labels, wanted);
        var told = ordered.Take(MaximumNamesInNote).Select((label, i) => $"{label} is '{wanted[i]}'");
        return new OnnxAnswers(new OnnxOutput(output, answer, [], ordered), meaning, [.. ordered])
        {
            Notes = isByName ? [] :
            [
                "classes are taken in the schema's order: " + string.Join(", ", told)
                    + (ordered.Length > MaximumNamesInNote ? " and so on" : ""),
            ],
        };
    }

    private static string[] OfTwo(string[] labels)
    {
        var one = Array.FindIndex(
            labels, label => label == "1" || label.Equals("true", StringComparison.OrdinalIgnoreCase));
        return labels.Length == 2 && one >= 0
            ? [labels[1 - one], labels[one]]
            : throw new ImportException(
                $"The model's labels are {Listed(labels)}; the schema's outcomes are 0 and 1: one must be 1 or true.");
    }

    private static (string[] Ordered, bool IsByName) OfSeveral(string[] labels, string[] wanted)
    {
        // As a file's category is found among a schema's: 3, 3.0 and "3" are one.
        int[] places = [.. labels.Select(label => Named(label).PlaceIn(wanted))];
        if (labels.Length == wanted.Length && places.Order().SequenceEqual(Enumerable.Range(0, wanted.Length)))
        {
            return ([.. Enumerable.Range(0, wanted.Length).Select(i => labels[Array.IndexOf(places, i)])], true);
        }

        return labels.SequenceEqual(Counted(wanted.Length))
            ? (labels, false)
            : throw new ImportException(
                $"The model's classes are {Listed(labels)}; the schema's are {Listed(wanted)}.");
    }

    private static CategoryName Named(string label) =>
        long.TryParse(label, CultureInfo.InvariantCulture, out var number)
            ? CategoryName.Of(number)
            : new CategoryName(label);

    private static string[] Need(OnnxFile file, string output, int count) =>
        LabelsOf(file) is not { } labels
            ? throw new ImportException($"Output '{output}' has maps whose labels the file does not name.")
            : labels.Length == count ? labels
            : throw new ImportException(
                $"The model has {labels.Length} classes, {Listed(labels)}; the schema has {count}.");

    // Classifier and ZipMap name the same; where a graph holds several classifiers, nobody knows whose are asked for.
    private static string[]? LabelsOf(OnnxFile file) =>
        file.Labels.Count > 0 && file.Labels.All(list => list.SequenceEqual(file.Labels[0]))
            ? [.. file.Labels[0]]
            : null;

    private static string[] Counted(int count) =>
        [.. Enumerable.Range(0, count).Select(label => label.ToString(CultureInfo.InvariantCulture))];

    private static string? Only(OnnxSession session, Func<NodeMetadata, bool> fits)
    {
        string[] found = [.. session.Outputs.Where(output => fits(output.Value)).Select(output => output.Key)];
        return found.Length <= 1
            ? found.FirstOrDefault()
            : throw new ImportException(
                $"The outputs {Listed(found)} could all be the answer: leave one of them in the model.");
    }

    private static ImportException NoAnswer(OnnxSession session, string wanted) => new(
        $"No output gives {wanted}, as the schema asks for: {string.Join("; ", OnnxShape.Describe(session.Outputs))}.");

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
