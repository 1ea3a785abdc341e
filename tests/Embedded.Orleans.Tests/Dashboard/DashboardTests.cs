using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Orleans.Dashboard.Reports;
using Orleans.Hosting;
using Orleans.Tests.Activations;

namespace Orleans.Tests.Dashboard;

public sealed partial class DashboardTests : IAsyncLifetime
{
    private readonly WebApplication server = Compose(silo => silo.AddDashboard());
    private readonly HttpClient browser = new();

    private IGrainFactory Grains => server.Services.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        server.MapOrleansDashboard(routePrefix: "/orleans");
        await server.StartAsync();
        browser.BaseAddress = new Uri(server.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("orleans")]
    [InlineData("orleans/")]
    public async Task The_page_has_its_values_before_any_script_runs(string address)
    {
        await Grains.GetGrain<ICounter>("a").Increment();
        var page = await PageAsync(address);
        Assert.Contains("<td class=\"text\">counter</td>", page);
        Assert.Contains("<td class=\"text\">ICounter.Increment</td>", page);
        Assert.Contains("<dd data-field=\"silo.calls\" data-format=\"count\" class=\"number\">1</dd>", page);
        Assert.DoesNotMatch(EmptyField(), page);
        Assert.DoesNotContain("<tbody></tbody>", page);
    }

    [Fact]
    public async Task The_counters_hold_the_calls_that_were_made()
    {
        for (var call = 0; call < 3; call++) await Grains.GetGrain<ICounter>("a").Increment();
        await Grains.GetGrain<ICounter>("b").Increment();
        var report = await ReportAsync();
        var type = report.GrainTypes.Single(row => row.GrainType == "counter");
        Assert.Equal((4, 2, 0), (type.Calls, type.Activations, type.Errors));
        var method = report.Methods.Single(row => row.Method == "ICounter.Increment");
        Assert.Equal(4, method.Calls);
        Assert.InRange(method.MedianMilliseconds, 0, method.SlowestMilliseconds);
        Assert.True(report.Process.WorkingSetBytes > 0);
    }

    [Fact]
    public async Task An_error_is_counted_and_its_message_is_shown_as_text()
    {
        const string message = "<script>alert('&')</script>";
        await Assert.ThrowsAsync<FormatException>(() => Grains.GetGrain<IFaulty>("a").Fail(message));
        var failure = Assert.Single((await ReportAsync()).Failures);
        Assert.Equal(
            ("faulty", "IFaulty.Fail", 1, "FormatException", message),
            (failure.GrainType, failure.Method, (int)failure.Errors, failure.ErrorType, failure.Message));
        var page = await PageAsync("orleans");
        Assert.DoesNotContain("<script>alert", page);
        Assert.Contains("&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;", page);
    }

    [Fact]
    public async Task The_script_can_write_every_format_that_the_page_names()
    {
        var page = await PageAsync("orleans");
        var formats = Format().Matches(page).Select(format => format.Groups[1].Value).Distinct().ToList();
        Assert.True(formats.Count >= 9);
        Assert.All(formats.Where(format => format != "sparkline"), format =>
            Assert.Matches($@"\n  (\w+, )*{format}(:|,)", page));
    }

    [Fact]
    public void Mapping_a_dashboard_that_was_not_added_says_what_to_call()
    {
        var bare = Compose(_ => { });
        var error = Assert.Throws<InvalidOperationException>(() => bare.MapOrleansDashboard());
        Assert.Contains("AddDashboard", error.Message);
    }

    [Fact]
    public void Asking_more_often_than_once_a_second_is_refused()
    {
        var hasty = Compose(silo => silo.AddDashboard(options => options.CounterUpdateIntervalMs = 999));
        var error = Assert.Throws<OptionsValidationException>(() => hasty.MapOrleansDashboard());
        Assert.Contains("at least 1000", error.Message);
    }

    private static WebApplication Compose(Action<ISiloBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<Journal>();
        builder.UseOrleans(silo => configure(silo.AddGrainAssembly(typeof(DashboardTests).Assembly)));
        return builder.Build();
    }

    private Task<string> PageAsync(string address) =>
        browser.GetStringAsync(address, TestContext.Current.CancellationToken);

    private async Task<DashboardReport> ReportAsync() => (await browser.GetFromJsonAsync<DashboardReport>(
        "orleans/counters.json", DashboardReport.Json, TestContext.Current.CancellationToken))!;

    [GeneratedRegex("<(dd|span) data-field=[^>]*></")]
    private static partial Regex EmptyField();

    [GeneratedRegex("data-format=\"(\\w+)\"")]
    private static partial Regex Format();
}

public interface IFaulty : IGrainWithStringKey
{
    Task Fail(string message);
}

public sealed class FaultyGrain : Grain, IFaulty
{
    public Task Fail(string message) => throw new FormatException(message);
}
