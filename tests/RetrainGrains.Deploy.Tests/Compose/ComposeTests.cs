using System.Globalization;

namespace RetrainGrains.Deploy.Tests.Compose;

public sealed class ComposeTests
{
    private const string Cluster = "docker-compose.yml";
    private static readonly YamlNode File = Yaml.Document(Cluster);

    public static TheoryData<string> Services => [.. File.At("services").Pairs().Select(service => service.Name)];

    [Theory]
    [InlineData(Cluster)]
    [InlineData("deploy/one-process.yml")]
    public async Task Compose_accepts_the_file(string file)
    {
        Tool.SkipWithout("docker-compose");
        var (exitCode, said) = await Tool.RunAsync(
            "docker-compose", ["-f", file, "config"],
            ("POSTGRES_PASSWORD", "a"), ("GRAFANA_PASSWORD", "b"), ("RETRAIN_ADMIN_TOKEN", "c"));

        Assert.True(exitCode == 0, said);
    }

    [Fact]
    public async Task Without_a_password_compose_says_that_it_is_missing()
    {
        Tool.SkipWithout("docker-compose");
        var (exitCode, said) = await Tool.RunAsync("docker-compose", ["-f", Cluster, "config"]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("set it in the environment or in .env", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Silos_scale_because_nothing_about_them_is_one_of_a_kind()
    {
        var silo = Service("silo");

        Assert.Null(silo.At("container_name"));
        Assert.All(
            silo.At("ports").Items(), port => Assert.StartsWith("127.0.0.1::", port.Text(), StringComparison.Ordinal));
        Assert.Empty(silo.At("volumes").Items());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_port_is_published_on_loopback_only(string service)
    {
        Assert.All(Service(service).At("ports").Items(),
            port => Assert.StartsWith("127.0.0.1:", port.Text(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_database_cannot_be_reached_from_the_host()
    {
        Assert.Empty(Service("postgres").At("ports").Items());
        Assert.All(Service("postgres").At("networks").Items(),
            network => Assert.Equal("true", File.At("networks", network.Text(), "internal").Text()));
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void A_server_has_longer_to_stop_than_it_takes(string service)
    {
        var grace = Service(service).At("stop_grace_period").Text().TrimEnd('s');
        var shutdown = Service(service).At("environment", "RetrainGrains__ShutdownSeconds").Number();

        Assert.True(int.Parse(grace, CultureInfo.InvariantCulture) > shutdown);
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void A_server_has_its_role_and_waits_for_a_database_that_is_ready(string service)
    {
        Assert.Equal(service, Service(service).At("environment", "RetrainGrains__Role").Text());
        Assert.Equal("service_healthy", Service(service).At("depends_on", "postgres", "condition").Text());
        Assert.NotNull(Service("postgres").At("healthcheck", "test"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_that_stays_restarts_and_its_memory_and_log_are_bounded(string service)
    {
        if (Service(service).At("profiles") is not null) return;

        Assert.Equal("unless-stopped", Service(service).At("restart").Text());
        Assert.NotEmpty(Service(service).At("deploy", "resources", "limits", "memory").Text());
        Assert.NotEmpty(Service(service).At("logging", "options", "max-size").Text());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void What_a_service_mounts_and_joins_is_there(string service)
    {
        foreach (var volume in Service(service).At("volumes").Items())
        {
            var source = volume.Text().Split(':')[0];
            Assert.True(source.StartsWith("./", StringComparison.Ordinal)
                ? Directory.Exists(Repository.PathOf(source))
                : File.At("volumes").Pairs().Any(named => named.Name == source), $"{service} mounts {source}");
        }
        Assert.All(Service(service).At("networks").Items(),
            network => Assert.Contains(network.Text(), File.At("networks").Pairs().Select(named => named.Name)));
    }

    [Fact]
    public void Prometheus_scrapes_every_server_on_a_network_that_it_shares_with_them()
    {
        var found = Yaml.Document("deploy/prometheus/prometheus.yml").At("scrape_configs").Items()
            .Single(job => job.At("job_name").Text() == "retraingrains").At("dns_sd_configs").Items().Single();
        var network = Service("prometheus").At("networks").Items().Single().Text();

        Assert.Equal(["silo", "gateway"], found.At("names").Items().Select(name => name.Text()));
        Assert.All(["silo", "gateway"], service =>
        {
            Assert.Contains(network, Service(service).At("networks").Items().Select(joined => joined.Text()));
            Assert.Contains(Service(service).At("ports").Items(),
                port => port.Text().EndsWith($":{found.At("port").Text()}", StringComparison.Ordinal));
        });
    }

    private static YamlNode? Service(string name) => File.At("services", name);
}
