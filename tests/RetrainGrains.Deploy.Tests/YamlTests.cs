using System.Text.RegularExpressions;

namespace RetrainGrains.Deploy.Tests;

/// <summary>The tests of every file that an operator applies.</summary>
public sealed partial class YamlTests
{
    public static TheoryData<string> Files =>
        [.. Repository.Operated().Where(file => file.EndsWith(".yml", StringComparison.Ordinal)
            || file.EndsWith(".yaml", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_yaml(string file)
    {
        Assert.NotEmpty(Yaml.Documents(file));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_image_is_pinned_to_a_version(string file)
    {
        var images = Yaml.Documents(file).SelectMany(document => document.Everything())
            .Where(pair => pair.Name == "image").Select(pair => pair.Value.Text());

        Assert.All(images, image => Assert.Matches(Pinned(), image));
    }

    [Theory]
    [InlineData("postgres", false)]
    [InlineData("postgres:latest", false)]
    [InlineData("postgres:17", false)]
    [InlineData("registry:5000/postgres", false)]
    [InlineData("postgres:17.7-bookworm", true)]
    [InlineData("prom/prometheus:v3.13.3", true)]
    public void A_pinned_image_has_a_full_version_in_its_tag(string image, bool pinned)
    {
        Assert.Equal(pinned, Pinned().IsMatch(image));
    }

    [Fact]
    public void Our_own_image_has_the_version_of_the_build()
    {
        var version = Regex.Match(Repository.Read("Directory.Build.props"), "<Version>(.*)</Version>").Groups[1].Value;
        var images = Files.SelectMany(file => Yaml.Documents(file.Data)).SelectMany(document => document.Everything())
            .Where(pair => pair.Name == "image").Select(pair => pair.Value.Text())
            .Where(image => image.StartsWith("retraingrains", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.EndsWith($":{version}", image, StringComparison.Ordinal));
        Assert.Equal(version, Yaml.Document("deploy/kubernetes/base/kustomization.yaml").At("images").Items()
            .Single().At("newTag").Text());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_password_comes_from_outside(string file)
    {
        var passwords = Yaml.Documents(file).SelectMany(document => document.Everything())
            .Where(pair => pair.Name.Contains("password", StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair.Value.Text());

        Assert.All(passwords, password => Assert.Matches(@"^$|^\$\{[A-Z_]+:\?[^}]+\}$", password));
    }

    [Fact]
    public void No_connection_string_holds_a_password()
    {
        Assert.All(
            Repository.Operated(),
            file => Assert.DoesNotMatch("(?i);password=[^;\"'\\s]", Repository.Read(file)));
    }

    [GeneratedRegex(@"^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?$")]
    private static partial Regex Pinned();
}
