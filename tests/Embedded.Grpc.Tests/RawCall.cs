using System.Net;

namespace Embedded.Grpc.Tests;

/// <summary>Sends bytes a well-behaved client never would, and reads the bare HTTP answer.</summary>
internal sealed record RawCall(HttpStatusCode HttpStatus, string? Status, string? Message, bool IsTrailersOnly,
    HttpResponseMessage Response, byte[] Body)
{
    public static async Task<RawCall> PostAsync(
        Uri server,
        string path,
        byte[] body,
        string? contentType = "application/grpc",
        Version? version = null,
        params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Version = version ?? HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var isTrailersOnly = response.Headers.Contains("grpc-status");
        var end = isTrailersOnly ? response.Headers : response.TrailingHeaders;
        return new RawCall(response.StatusCode, First(end, "grpc-status"), First(end, "grpc-message"),
            isTrailersOnly, response, answer);
    }

    public string? Header(string name) => First(Response.Headers, name);

    private static string? First(System.Net.Http.Headers.HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First() : null;
}
