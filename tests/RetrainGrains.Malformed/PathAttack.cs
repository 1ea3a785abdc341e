using System.Net.Http.Headers;
using System.Text;

namespace RetrainGrains.Malformed;

/// <summary>Addresses, verbs and queries that nobody knows.</summary>
internal sealed class PathAttack(HttpClient client, Uri server) : IAttack
{
    private const int LongMax = 9_000;

    private static readonly string[] Parts =
    [
        "v1", "models", "plant", "plant:predict", "..", "%2e%2e", "%00", "%ff", ":", "%2F", "tokens", "policy", "", " ",
        "orleans", "health", "ready", "openapi", "v1.json", "{model_id}", "%E2%82%AC", "*", "history", ";a=b",
    ];

    private static readonly string[] Queries =
    [
        "", "", "?pageSize=x", "?pageSize=99999999999", "?a[]=1&a=2", "?%00=%ff", "?fromSequence=-1", "?&&&===",
        "?pageSize=1&pageSize=2", "?model_id.x.y=1",
    ];

    private static readonly string[] Verbs =
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get"];

    public string Name => "paths";
    public int Share => 100;

    public async Task<string> SendAsync(Random chance, CancellationToken cancellation)
    {
        var path = new StringBuilder();
        for (var left = chance.Next(1, 6); left > 0; left--) path.Append('/').Append(Parts[chance.Next(Parts.Length)]);
        if (chance.Next(20) == 0) path.Append('/').Append('a', chance.Next(LongMax));
        path.Append(Queries[chance.Next(Queries.Length)]);
        // As it is: a client would put it right.
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        if (!Uri.TryCreate(server.GetLeftPart(UriPartial.Authority) + path, raw, out var address)) return "not sent";
        using var request = new HttpRequestMessage(new HttpMethod(Verbs[chance.Next(Verbs.Length)]), address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TargetServer.Secret);
        try
        {
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return $"HTTP {(int)response.StatusCode}";
        }
        catch (HttpRequestException)
        {
            return "the connection was closed";
        }
    }
}
