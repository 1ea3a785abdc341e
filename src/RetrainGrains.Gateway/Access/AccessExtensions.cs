using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Access;

/// <summary>Puts the gate into a host, before everything that it guards.</summary>
public static class AccessExtensions
{
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => provider.GetRequiredService<IDatabase>().Tokens);
        services.AddSingleton<TokenTable>();
        services.AddSingleton<AccessGate>();
        services.AddSingleton<ModelScope>();
        services.AddSingleton<TokenService>();
        services.AddHostedService<TokenRefresher>();
        return services;
    }

    public static void UseAccess(this IApplicationBuilder app)
    {
        app.UseMiddleware<PageAccess>();
        app.UseMiddleware<GrpcAccess>();
    }
}
