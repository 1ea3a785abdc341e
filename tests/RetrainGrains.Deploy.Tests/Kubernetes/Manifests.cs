namespace RetrainGrains.Deploy.Tests.Kubernetes;

/// <summary>The objects of the trial (the base with a PostgreSQL), and the template of the base's Secret.</summary>
internal static class Manifests
{
    public const string Folder = "deploy/kubernetes";
    public const string SecretTemplate = "database.template.yaml";

    public static IReadOnlyList<YamlNode> All { get; } =
        [.. Repository.Files(Folder, "*.yaml").SelectMany(Yaml.Documents)];

    public static IEnumerable<YamlNode> OfKind(params string[] kinds) =>
        All.Where(item => kinds.Contains(item.At("kind").Text()));

    /// <summary>The objects that create pods.</summary>
    public static IEnumerable<YamlNode> Workloads => OfKind("Deployment", "StatefulSet");

    public static IEnumerable<YamlNode> Containers(YamlNode workload) =>
        workload.At("spec", "template", "spec", "containers").Items();

    public static string NameOf(YamlNode item) => item.At("metadata", "name").Text();

    /// <summary>Finds the workloads whose pods carry all the labels.</summary>
    public static IEnumerable<YamlNode> Matching(YamlNode? labels) => Workloads.Where(workload => labels.Pairs().All(
        label => workload.At("spec", "template", "metadata", "labels", label.Name).Text() == label.Value.Text()));
}
