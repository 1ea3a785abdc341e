using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Onnx;

namespace RetrainGrains.Learning.Importing;

/// <summary>The features of a schema that the inputs of a graph were found to be.</summary>
internal sealed class OnnxFeatures
{
    private const string NamesKey = OnnxFile.FeatureNamesKey;
    private const int MaximumNamesInError = 10;

    private readonly ImportTarget? target;
    private readonly List<string> notes = [];
    private readonly List<ImportedFeature> read = [];

    private OnnxFeatures(ImportTarget? target, FeatureDescription[] descriptions)
    {
        this.target = target;
        Descriptions = descriptions;
    }

    public OnnxInput[] Inputs { get; private set; } = [];

    public FeatureDescription[] Descriptions { get; }

    public IEnumerable<ImportedFeature> Read => read;

    public IEnumerable<string> Notes => notes;

    /// <summary>Matches by name, or one tensor's columns in the schema's order where nothing names them.</summary>
    public static OnnxFeatures Match(OnnxSession session, ImportTarget? target)
    {
        foreach (var (name, node) in session.Inputs)
        {
            if (!node.IsTensor || node.Dimensions.Length is not (1 or 2) || ElementOf(node) is null)
            {
                throw new ImportException(
                    $"Input '{name}' is {OnnxShape.Describe(node)}; it must be a tensor [N, features] or [N] of float, "
                    + "double, int64, int32 or string.");
            }
        }

        var isMatrix = session.Inputs.Count == 1 && !IsFeature(session.Inputs.Single(), target);
        return isMatrix ? OfMatrix(session, target) : OfColumns(session, target);
    }

    private static bool IsFeature(KeyValuePair<string, NodeMetadata> input, ImportTarget? target) =>
        OnnxShape.IsOneEach(input.Value) && (input.Value.Dimensions.Length == 1
            || (target?.Schema.Features.Any(feature => feature.Name == input.Key) ?? false));

    private static OnnxFeatures OfMatrix(OnnxSession session, ImportTarget? target)
    {
        var (input, node) = session.Inputs.Single();
        var width = OnnxShape.WidthOf(node);
        var named = NamesOf(session);
        if (named is not null && width > 0 && named.Length != width)
        {
            throw new ImportException(
                $"Input '{input}' takes {width} values a row; the metadata's {NamesKey} has {named.Length}.");
        }

        var count = named?.Length ?? width;
        var schema = target?.Schema.Features ?? Numeric(named, count, input);
        if (named is null && width > 0 && width != schema.Count)
        {
            throw new ImportException(
                $"Input '{input}' takes {width} values a row without naming them; the schema has {schema.Count} "
                + $"features: {Listed(schema.Select(feature => feature.Name))}. A list of names, in JSON, under "
                + $"{NamesKey} in the model's metadata tells which they are.");
        }

        var found = new OnnxFeatures(target, [.. schema]);
        int[] features = named is null
            ? [.. Enumerable.Range(0, schema.Count)]
            : found.Find(named, "The model's metadata names");
        found.Inputs = [found.Wire(input, node, features)];
        if (named is null && target is not null)
        {
            found.notes.Add($"the file names no columns of '{input}': they are taken in the schema's order");
        }

        for (var i = 0; i < features.Length; i++) found.Tell(named?[i] ?? $"{input}[{i}]", features[i], node);
        found.TellUnused(features);
        return found;
    }

    private static OnnxFeatures OfColumns(OnnxSession session, ImportTarget? target)
    {
        string[] names = [.. session.Inputs.Keys];
        var found = new OnnxFeatures(
            target, [.. target?.Schema.Features ?? names.Select(FeatureDescription.Numeric)]);
        var features = found.Find(names, "The model has");
        foreach (var (name, node) in session.Inputs.Where(input => !OnnxShape.IsOneEach(input.Value)))
        {
            throw new ImportException(
                $"Input '{name}' is {OnnxShape.Describe(node)}; beside other inputs it must have one value a row.");
        }

        found.Inputs = [.. session.Inputs.Select((input, i) => found.Wire(input.Key, input.Value, [features[i]]))];
        for (var i = 0; i < names.Length; i++) found.Tell(names[i], features[i], session.Inputs[names[i]]);
        found.TellUnused(features);
        return found;
    }

    private static OnnxElement? ElementOf(NodeMetadata node) => node.ElementDataType switch
    {
        TensorElementType.Float => OnnxElement.Single,
        TensorElementType.Double => OnnxElement.Double,
        TensorElementType.Int64 => OnnxElement.Int64,
        TensorElementType.Int32 => OnnxElement.Int32,
        TensorElementType.String => OnnxElement.Text,
        _ => null,
    };

    private static string[]? NamesOf(OnnxSession session)
    {
        if (!session.Metadata.TryGetValue(NamesKey, out var text)) return null;
        try
        {
            var names = JsonSerializer.Deserialize<string[]>(text);
            return names?.Length is > 0 and <= DatasetSchema.MaximumFeatures && names.All(name => name is not null)
                ? names
                : throw new ImportException(
                    $"The metadata's {NamesKey} must have 1 to {DatasetSchema.MaximumFeatures} names.");
        }
        catch (JsonException)
        {
            throw new ImportException($"The metadata's {NamesKey} must be a list of texts in JSON.");
        }
    }

    private static FeatureDescription[] Numeric(string[]? names, int count, string input) =>
        count is >= 1 and <= DatasetSchema.MaximumFeatures
            ? [.. Enumerable.Range(0, count).Select(i => FeatureDescription.Numeric(names?[i] ?? $"f{i}"))]
            : throw new ImportException(
                $"Input '{input}' does not tell how many values a row has: register the model with its schema first.");

    private static string Listed(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(MaximumNamesInError).Select(name => $"'{name}'"))
            + (all.Length > MaximumNamesInError ? $" and {all.Length - MaximumNamesInError} more" : "");
    }

    private int[] Find(string[] names, string who)
    {
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            throw new ImportException($"{who} a feature twice: {Listed(names)}.");
        }

        string[] known = [.. Descriptions.Select(feature => feature.Name)];
        string[] missing = [.. names.Except(known)];
        return missing.Length == 0
            ? [.. names.Select(name => Array.IndexOf(known, name))]
            : throw new ImportException(
                $"{who} {names.Length} features, and {missing.Length} of them are not in the schema: "
                + $"{Listed(missing)}. The schema has {Listed(known)}.");
    }

    private OnnxInput Wire(string name, NodeMetadata node, int[] features)
    {
        var element = ElementOf(node)!.Value;
        var texts = element == OnnxElement.Text ? features.Select(TextsOf).ToArray() : [];
        return new OnnxInput(name, element, node.Dimensions.Length == 1, features, texts);

        string[] TextsOf(int feature)
        {
            if (Descriptions[feature].Kind != FeatureKind.Categorical)
            {
                throw new ImportException(
                    $"Input '{name}' takes texts, and '{Descriptions[feature].Name}' is a number in the schema"
                    + (target is null ? ": register the model with the categories that it may have first." : "."));
            }

            return target?.Categories?[feature] is { Count: > 0 } own
                ? [.. own]
                : throw new ImportException($"The categories of '{Descriptions[feature].Name}' have no names here.");
        }
    }

    private void Tell(string name, int feature, NodeMetadata node)
    {
        var description = Descriptions[feature];
        var isText = node.ElementDataType == TensorElementType.String;
        read.Add(new ImportedFeature(
            name, description.Name, description.Kind, isText ? [.. target!.Categories![feature]] : [], isText));
        if (description.Kind == FeatureKind.Categorical)
        {
            notes.Add(isText
                ? $"a missing or unlisted category of '{description.Name}' goes in as the empty text"
                : $"'{description.Name}' is categorical in the schema and a number in the model: it gets the place of "
                    + "the category in the schema's list, and one that is not there counts as missing");
        }
        else if (node.ElementDataType is TensorElementType.Int64 or TensorElementType.Int32)
        {
            notes.Add($"'{description.Name}' is a whole number in the model");
        }
        else if (node.ElementDataType == TensorElementType.Double && read.Count == 1)
        {
            notes.Add("features are kept in single precision and go into the model's doubles so");
        }
    }

    private void TellUnused(int[] features)
    {
        string[] unused = [.. Descriptions.Where((_, i) => !features.Contains(i)).Select(feature => feature.Name)];
        if (unused.Length > 0) notes.Add($"the model does not take {Listed(unused)}");
    }
}
