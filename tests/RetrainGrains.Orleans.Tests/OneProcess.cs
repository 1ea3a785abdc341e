using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using RetrainGrains.Fleet.Hosting;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Orleans.Tests;

/// <summary>A fleet of one process as a server composes it, with the dashboard, on free ports.</summary>
internal sealed class OneProcess : IAsyncDisposable
{
    private readonly SqliteDatabase database = SqliteDatabase.Open(new SqliteOptions());
    private WebApplication? application;

    public IFleet Fleet => application!.Services.GetRequiredService<IFleet>();

    public SiloAddress Silo => application!.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    public Uri Address => new(application!.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public async Task StartAsync()
    {
        await database.MigrateAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.UseFleetRuntime(new FleetRuntimeOptions());
        builder.Services.AddFleet(database, new HeldTrainings());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IServingHint, Notices>();
        application = builder.Build();
        application.MapOrleansDashboard(routePrefix: "/orleans");
        await application.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (application is { } started) await started.DisposeAsync();
        await database.DisposeAsync();
    }
}
