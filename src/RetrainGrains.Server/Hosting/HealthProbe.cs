using System.Net;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Hosting;

/// <summary>Asks the server on this machine whether it is ready: an image has neither shell nor curl.</summary>
internal static class HealthProbe
{
    /// <summary>
    /// The longest wait for an answer, shorter than the time that a container's health check waits for us.
    /// </summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(4);

    /// <summary>Asks a server whether it is ready; returns 0 when it is, and 1 otherwise.</summary>
    public static async Task<int> RunAsync(ServerOptions options)
    {
        using var handler = Handler(options.Tls);
        using var http = new HttpClient(handler) { Timeout = AnswerMax };
        try
        {
            using var answer = await http.GetAsync(Address(options));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }

    // It is asked on this machine, and known by its certificate whatever the names in that. Where clients need one too
    // it shows the same.
    private static HttpClientHandler Handler(TlsOptions tls)
    {
        var handler = new HttpClientHandler();
        if (!tls.IsOn) return handler;
        var own = tls.Load();
        handler.ClientCertificates.Add(own);
        handler.ServerCertificateCustomValidationCallback =
            (_, shown, _, _) => shown?.Thumbprint == own.Thumbprint;
        return handler;
    }

    private static Uri Address(ServerOptions options)
    {
        var everywhere = options.Bind.Equals(IPAddress.Any) || options.Bind.Equals(IPAddress.IPv6Any);
        var host = everywhere ? IPAddress.Loopback : options.Bind;
        var scheme = options.Tls.IsOn ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        return new UriBuilder(scheme, host.ToString(), options.HttpPort, "/health/ready").Uri;
    }
}
