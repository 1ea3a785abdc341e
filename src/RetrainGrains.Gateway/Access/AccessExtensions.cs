using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Access;

/// <summary>Puts the gate into a host, before everything that it guards.</summary>
public static class AccessExtensions
{
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessOptions options)
    {
        if (options.Problems().ToArray() is { Length: > 0 } problems)
            throw new ArgumentException(string.Join(Environment.NewLine, problems));
        services.AddSingleton(options);
        services.AddSingleton(provider => provider.GetRequiredService<IDatabase>().Tokens);
        services.AddSingleton<Limits>();
        services.AddSingleton<TokenTable>();
        services.AddSingleton<IdentityTokens>();
        services.AddSingleton<AccessGate>();
        services.AddSingleton<MessageAccess>();
        services.AddSingleton<TokenService>();
        // Where everybody is let in, no token is looked at.
        if (!options.Anonymous) services.AddHostedService<TokenRefresher>();
        return services;
    }

    public static void UseAccess(this IApplicationBuilder app)
    {
        app.UseMiddleware<PageAccess>();
        app.UseMiddleware<GrpcAccess>();
        app.UseMiddleware<UnreadRequests>();
    }
}
