using YamlDotNet.Core;

namespace RetrainGrains.Deploy.Tests;

/// <summary>The YAML files as trees, with anchors and merge keys resolved as their readers resolve them.</summary>
internal static class Yaml
{
    public static IReadOnlyList<YamlNode> Documents(string file)
    {
        using var reader = new StringReader(Repository.Read(file));
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(reader)));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    public static YamlNode Document(string file) => Assert.Single(Documents(file));

    /// <summary>Finds the node at the end of the path; null when there is none.</summary>
    public static YamlNode? At(this YamlNode? node, params string[] path)
    {
        foreach (var name in path)
        {
            node = node is YamlMappingNode map && map.Children.TryGetValue(name, out var child) ? child : null;
        }
        return node;
    }

    public static string Text(this YamlNode? node) => node is YamlScalarNode scalar ? scalar.Value ?? "" : "";

    public static int Number(this YamlNode? node) =>
        int.Parse(node.Text(), System.Globalization.CultureInfo.InvariantCulture);

    public static IEnumerable<YamlNode> Items(this YamlNode? node) => node is YamlSequenceNode list ? list : [];

    public static IEnumerable<(string Name, YamlNode Value)> Pairs(this YamlNode? node) =>
        node is YamlMappingNode map ? map.Select(pair => (pair.Key.Text(), pair.Value)) : [];

    /// <summary>Lists every named value of a tree, at any depth.</summary>
    public static IEnumerable<(string Name, YamlNode Value)> Everything(this YamlNode node) =>
        node.Pairs().Concat(node.Items().Select(item => ("", item)))
            .SelectMany(pair => pair.Item2.Everything().Prepend(pair));
}
