using System.Text.RegularExpressions;

namespace RetrainGrains.Deploy.Tests.Image;

public sealed class DockerfileTests
{
    private static readonly string Dockerfile = Repository.Read("deploy/Dockerfile");

    [Fact]
    public void Every_stage_starts_from_a_pinned_patch_or_from_an_earlier_stage()
    {
        var stages = Regex.Matches(Dockerfile, @"^FROM (\S+)(?: AS (\w+))?$", RegexOptions.Multiline);
        var earlier = new HashSet<string>();

        Assert.NotEmpty(stages);
        Assert.All(stages, stage =>
        {
            var from = stage.Groups[1].Value;
            if (!earlier.Contains(from)) Assert.Matches(@"^mcr\.microsoft\.com/dotnet/\w+:10\.0\.\d+-[a-z-]+$", from);
            earlier.Add(stage.Groups[2].Value);
        });
    }

    [Fact]
    public void Packages_are_restored_before_sources_are_copied()
    {
        var restore = Dockerfile.IndexOf("dotnet restore", StringComparison.Ordinal);
        var build = Dockerfile.IndexOf("AS build", StringComparison.Ordinal);
        var copied = Regex.Matches(Dockerfile[build..restore], "^COPY .*$", RegexOptions.Multiline);

        Assert.Equal("COPY --from=projects /source .", Assert.Single(copied).Value);
        Assert.True(restore < Dockerfile.IndexOf("COPY src src", build, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_that_a_build_reads_at_the_root_is_copied_and_not_ignored()
    {
        var root = Repository.Files(".", "Directory.*").Select(path => Path.GetFileName(path)).ToArray();
        var ignore = Repository.Read("deploy/Dockerfile.dockerignore").Split('\n');

        Assert.NotEmpty(root);
        Assert.All(root, file => Assert.Matches($"(?m)^COPY .*{Regex.Escape(file)} ", Dockerfile));
        Assert.All(root, file => Assert.Contains($"!{file}", ignore));
    }

    [Fact]
    public void It_runs_as_a_user_by_number_who_is_not_root()
    {
        var user = Dockerfile.Split('\n').Single(line => line.StartsWith("USER ", StringComparison.Ordinal));

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

        Assert.Equal("""["dotnet", "RetrainGrains.Server.dll", "--health-check"]""", check);
        Assert.Contains("health-check", Settings.Known);
    }
}
