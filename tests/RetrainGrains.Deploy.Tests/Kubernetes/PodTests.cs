using System.Text.RegularExpressions;

namespace RetrainGrains.Deploy.Tests.Kubernetes;

/// <summary>The tests of the start, the stop and the permissions of pods.</summary>
public sealed partial class PodTests
{
    private static readonly string[] Servers = ["silo", "gateway"];

    public static TheoryData<string> Workloads => [.. Manifests.Workloads.Select(Manifests.NameOf)];
    public static TheoryData<string> OurServers => [.. Servers];

    [Theory]
    [MemberData(nameof(OurServers))]
    public void A_probe_asks_for_a_page_that_the_server_maps(string name)
    {
        var mapped = Repository.Files("src", "*.cs").SelectMany(file => Mapped().Matches(Repository.Read(file)))
            .Select(match => match.Groups[1].Value).ToHashSet();
        var container = Assert.Single(Manifests.Containers(Workload(name)));
        string[] probes = ["startupProbe", "readinessProbe", "livenessProbe"];

        Assert.All(probes, probe =>
        {
            Assert.Contains(container.At(probe, "httpGet", "path").Text(), mapped);
            Assert.Equal("http", container.At(probe, "httpGet", "port").Text());
        });
        Assert.Equal("/health/live", container.At("livenessProbe", "httpGet", "path").Text());
        Assert.Equal("/health/ready", container.At("readinessProbe", "httpGet", "path").Text());
    }

    [Theory]
    [InlineData("silo", "http", 5080)]
    [InlineData("silo", "grpc", 5081)]
    [InlineData("silo", "silo", 11111)]
    [InlineData("silo", "client", 30000)]
    [InlineData("gateway", "http", 5080)]
    [InlineData("gateway", "grpc", 5081)]
    public void A_port_has_the_number_that_the_server_listens_on_by_default(string name, string port, int number)
    {
        var ports = Manifests.Containers(Workload(name)).Single().At("ports").Items();

        Assert.Equal(number, ports.Single(item => item.At("name").Text() == port).At("containerPort").Number());
    }

    [Theory]
    [MemberData(nameof(OurServers))]
    public void A_server_has_longer_to_stop_than_it_takes(string name)
    {
        var pod = Workload(name).At("spec", "template", "spec");
        var shutdown = Manifests.OfKind("ConfigMap").Single().At("data", "RetrainGrains__ShutdownSeconds").Number();
        var pause = pod.At("containers").Items().Single().At("lifecycle", "preStop", "sleep", "seconds");

        Assert.True(pod.At("terminationGracePeriodSeconds").Number() > shutdown + (pause is null ? 0 : pause.Number()));
    }

    [Theory]
    [MemberData(nameof(OurServers))]
    public void An_upgrade_never_leaves_fewer_servers_than_before(string name)
    {
        Assert.Equal("0", Workload(name).At("spec", "strategy", "rollingUpdate", "maxUnavailable").Text());
        Assert.Equal("1", Workload(name).At("spec", "strategy", "rollingUpdate", "maxSurge").Text());
        Assert.NotEmpty(Workload(name).At("spec", "template", "spec", "topologySpreadConstraints").Items());
    }

    [Theory]
    [MemberData(nameof(OurServers))]
    public void A_server_is_started_in_its_role(string name)
    {
        var role = Manifests.Containers(Workload(name)).Single().At("env").Items()
            .Single(variable => variable.At("name").Text() == "RetrainGrains__Role");

        Assert.Equal(name, role.At("value").Text());
    }

    [Fact]
    public void A_silo_is_reached_at_its_pods_address()
    {
        var advertise = Manifests.Containers(Workload("silo")).Single().At("env").Items()
            .Single(variable => variable.At("name").Text() == "RetrainGrains__Advertise");

        Assert.Equal("status.podIP", advertise.At("valueFrom", "fieldRef", "fieldPath").Text());
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void A_pod_may_do_as_little_as_it_needs(string name)
    {
        var pod = Workload(name).At("spec", "template", "spec");

        Assert.Equal("true", pod.At("securityContext", "runAsNonRoot").Text());
        Assert.Equal("RuntimeDefault", pod.At("securityContext", "seccompProfile", "type").Text());
        Assert.All(Manifests.Containers(Workload(name)), container =>
        {
            Assert.Equal("true", container.At("securityContext", "readOnlyRootFilesystem").Text());
            Assert.Equal("false", container.At("securityContext", "allowPrivilegeEscalation").Text());
            Assert.Equal("ALL", container.At("securityContext", "capabilities", "drop").Items().Single().Text());
        });
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void A_pod_says_what_it_needs_and_what_it_may_take(string name)
    {
        Assert.All(Manifests.Containers(Workload(name)), container => Assert.All(
            ["cpu", "memory"], resource =>
            {
                Assert.NotEmpty(container.At("resources", "requests", resource).Text());
                Assert.NotEmpty(container.At("resources", "limits", resource).Text());
            }));
    }

    private static YamlNode Workload(string name) =>
        Manifests.Workloads.Single(workload => Manifests.NameOf(workload) == name);

    [GeneratedRegex("MapHealthChecks\\(\"([^\"]+)\"")]
    private static partial Regex Mapped();
}
