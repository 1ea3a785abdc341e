using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard.Page;
using Orleans.Dashboard.Reports;
using Orleans.Hosting;

namespace Orleans.Dashboard;

/// <summary>Adds a page that shows what the silo does, and the same as JSON.</summary>
public static class ServiceCollectionExtensions
{
    public static ISiloBuilder AddDashboard(
        this ISiloBuilder siloBuilder, Action<DashboardOptions>? configureOptions = null)
    {
        var options = siloBuilder.Services.AddOptions<DashboardOptions>().Validate(
            options => options.CounterUpdateIntervalMs >= 1000,
            "DashboardOptions.CounterUpdateIntervalMs must be at least 1000.");
        if (configureOptions is not null) options.Configure(configureOptions);
        siloBuilder.Services.AddSingleton<ProcessMeter>();
        siloBuilder.Services.AddSingleton<DashboardReporter>();
        siloBuilder.Services.AddSingleton<DashboardPage>();
        return siloBuilder;
    }

    /// <summary>The page at the prefix and, below it, its numbers at <c>counters.json</c>.</summary>
    public static RouteGroupBuilder MapOrleansDashboard(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string? routePrefix = null)
    {
        var page = endpoints.ServiceProvider.GetService<DashboardPage>()
            ?? throw new InvalidOperationException("There is no dashboard: call AddDashboard on the silo builder.");
        var reporter = endpoints.ServiceProvider.GetRequiredService<DashboardReporter>();
        var group = endpoints.MapGroup(routePrefix ?? "");
        group.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return Results.Text(page.Render(reporter.Report()), "text/html", Encoding.UTF8);
        });
        group.MapGet("/counters.json", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return Results.Json(reporter.Report(), DashboardReport.Json);
        });
        return group;
    }
}
