using System.Text.RegularExpressions;

namespace RetrainGrains.Deploy.Tests;

/// <summary>The tests that everything the operating guide names exists.</summary>
public sealed class GuideTests
{
    private static readonly string Guide = Repository.Read("deploy/README.md");

    [Fact]
    public void Every_file_that_it_names_exists()
    {
        var named = Regex.Matches(Guide, @"\b(deploy|kubernetes)/[A-Za-z./-]*[A-Za-z]").Select(match => match.Value)
            .Select(path => path.StartsWith("deploy/", StringComparison.Ordinal) ? path : $"deploy/{path}");

        Assert.All(named, path => Assert.True(Path.Exists(Repository.PathOf(path)), path));
    }

    [Fact]
    public void Every_alert_that_it_names_exists()
    {
        var alerts = Regex.Matches(Repository.Read("deploy/prometheus/rules.yml"), @"- alert: (\w+)")
            .Select(match => match.Groups[1].Value).ToHashSet();
        var named = Regex.Matches(Guide, "`([A-Z][a-z]+([A-Z][a-z]+)+)`").Select(match => match.Groups[1].Value);

        Assert.Subset(alerts, named.ToHashSet());
    }

    [Fact]
    public void Its_image_has_the_version_of_the_build()
    {
        var version = Regex.Match(Repository.Read("Directory.Build.props"), "<Version>(.*)</Version>").Groups[1].Value;
        var images = Regex.Matches(Guide, @"/retraingrains:(\S+)").Select(match => match.Groups[1].Value);

        Assert.All(images, image => Assert.Equal(version, image));
    }
}
