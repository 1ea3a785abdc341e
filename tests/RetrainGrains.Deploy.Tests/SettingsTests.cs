using System.Text.RegularExpressions;

namespace RetrainGrains.Deploy.Tests;

public sealed class SettingsTests
{
    public static TheoryData<string> Files => [.. Repository.Operated()];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_setting_in_use_is_one_that_the_server_knows(string file)
    {
        Assert.Subset(Settings.Known.ToHashSet(), Settings.FromEnvironment(Repository.Read(file)).ToHashSet());
    }

    [Fact]
    public void Every_setting_of_a_server_stands_in_the_guides_table_and_no_other()
    {
        var listed = Regex.Matches(Repository.Read("deploy/README.md"), @"^\| `--([a-z-]+)", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Equal(Settings.Known.Except(Settings.OfTheDemo).Order(), listed.Order());
    }

    [Theory]
    [InlineData("http-port", "5080")]
    [InlineData("grpc-port", "5081")]
    [InlineData("silo-port", "11111")]
    [InlineData("client-port", "30000")]
    public void A_port_is_the_servers_default_in_every_place(string setting, string port)
    {
        Assert.Contains(port, Settings.Help(setting), StringComparison.Ordinal);
        Assert.Contains(port, Repository.Read("deploy/Dockerfile").Split('\n')
            .Single(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal)).Split(' '));
    }

    [Fact]
    public void The_environment_of_the_cluster_names_the_connection_string_as_the_server_reads_it()
    {
        Assert.All(
            ["docker-compose.yml", "deploy/kubernetes/base/silo.yaml", "deploy/kubernetes/base/gateway.yaml"],
            file => Assert.Contains(Settings.ConnectionString, Repository.Read(file), StringComparison.Ordinal));
    }
}
