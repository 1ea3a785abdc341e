using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RetrainGrains.Deploy.Tests.Image;

public sealed class DockerfileTests
{
    private static readonly string Dockerfile = Repository.Read("deploy/Dockerfile");
    private static readonly string[] Lines = Dockerfile.Split('\n');

    [Fact]
    public void Base_images_are_pinned_to_a_patch()
    {
        var images = Lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ToArray();

        Assert.Equal(2, images.Length);
        Assert.All(images, image => Assert.Matches(@"^FROM mcr\.microsoft\.com/dotnet/\w+:10\.0\.\d+-", image));
    }

    [Fact]
    public void The_restore_layer_holds_every_project_that_is_published()
    {
        var copied = Regex.Matches(Dockerfile, @"^COPY (src/\S+\.csproj) (\S+)/$", RegexOptions.Multiline);

        Assert.All(copied, copy => Assert.Equal(Path.GetDirectoryName(copy.Groups[1].Value), copy.Groups[2].Value));
        Assert.Equal(
            Reachable("src/RetrainGrains.Cli/RetrainGrains.Cli.csproj", []).Order(),
            copied.Select(copy => copy.Groups[1].Value).Order());
    }

    [Fact]
    public void It_runs_as_a_user_by_number_who_is_not_root()
    {
        var user = Lines.Single(line => line.StartsWith("USER ", StringComparison.Ordinal));

        Assert.Matches("^USER [1-9][0-9]*:[1-9][0-9]*$", user);
        Assert.All(
            Repository.Files("deploy/kubernetes/base", "*.yaml").SelectMany(Yaml.Documents)
                .SelectMany(document => document.Everything()).Where(pair => pair.Name == "runAsUser"),
            pair => Assert.StartsWith($"USER {pair.Value.Text()}:", user, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_health_check_needs_no_shell()
    {
        var check = Regex.Match(Dockerfile, @"^HEALTHCHECK [^\[]*CMD (\[.*\])", RegexOptions.Multiline).Groups[1].Value;

        Assert.Equal("""["dotnet", "RetrainGrains.Silo.dll", "--health-check"]""", check);
        Assert.Contains("health-check", Settings.Known);
    }

    private static HashSet<string> Reachable(string project, HashSet<string> found)
    {
        if (!found.Add(project)) return found;
        var folder = Repository.PathOf(Path.GetDirectoryName(project)!);
        foreach (var reference in XDocument.Load(Repository.PathOf(project)).Descendants("ProjectReference"))
        {
            var full = Path.GetFullPath((string)reference.Attribute("Include")!, folder);
            Reachable(Path.GetRelativePath(Repository.Root, full).Replace('\\', '/'), found);
        }
        return found;
    }
}
