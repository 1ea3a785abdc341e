using System.Text.Json;

namespace RetrainGrains.Deploy.Tests.Monitoring;

public sealed class DashboardTests(Instruments instruments) : IClassFixture<Instruments>
{
    public static TheoryData<string> Dashboards => [.. Repository.Files("deploy/grafana/dashboards", "*.json")];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_panel_shows_series_that_servers_have(string file)
    {
        Assert.All(Panels(file), panel => Assert.All(Expressions(panel), expression =>
        {
            var read = Query.Series(expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal)).ToHashSet();
            Assert.NotEmpty(read);
            Assert.Subset(instruments.Series.ToHashSet(), read);
        }));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_panel_has_a_title_an_own_number_and_the_provisioned_source(string file)
    {
        var source = Yaml.Document("deploy/grafana/provisioning/datasources/prometheus.yml")
            .At("datasources").Items().Single().At("uid").Text();
        var panels = Panels(file);

        Assert.Distinct(panels.Select(panel => panel.GetProperty("id").GetInt32()));
        Assert.All(panels, panel =>
        {
            Assert.NotEmpty(panel.GetProperty("title").GetString()!);
            Assert.Equal(source, panel.GetProperty("datasource").GetProperty("uid").GetString());
        });
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Panels_do_not_lie_on_one_another(string file)
    {
        var cells = Panels(file).Select(panel => panel.GetProperty("gridPos")).SelectMany(Cells);

        Assert.Distinct(cells);
    }

    [Fact]
    public void Grafana_looks_for_dashboards_where_compose_mounts_them()
    {
        var provider = Yaml.Document("deploy/grafana/provisioning/dashboards/retraingrains.yml")
            .At("providers").Items().Single().At("options", "path").Text();
        var mounts = Yaml.Document("docker-compose.yml").At("services", "grafana", "volumes").Items();

        Assert.Contains($"./deploy/grafana/dashboards:{provider}:ro", mounts.Select(mount => mount.Text()));
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place) =>
        from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
        from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
        select (x, y);

    private static IReadOnlyList<JsonElement> Panels(string file)
    {
        using var document = JsonDocument.Parse(Repository.Read(file));
        return [.. document.RootElement.Clone().GetProperty("panels").EnumerateArray()];
    }

    private static IEnumerable<string> Expressions(JsonElement panel) =>
        panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!);
}
