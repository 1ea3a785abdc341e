using Google.Api;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Routing;

namespace RetrainGrains.Gateway.Rest;

/// <summary>The addresses that there are, for those who asked for one that there is not.</summary>
internal sealed class NearPaths(EndpointDataSource endpoints)
{
    private const int Told = 3;

    // A part too many is more than a word misspelt.
    private const int PartWeight = 4;

    private readonly Lazy<string[]> known = new(() =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>())
            .OfType<GrpcJsonTranscodingMetadata>().Select(method => AddressOf(method.HttpRule)).Distinct()
            .Order(StringComparer.Ordinal),
    ]);

    /// <summary>Names the addresses that resemble a path most, with their methods.</summary>
    public string Describe(string path) => string.Join(", ", known.Value
        .OrderBy(address => Math.Abs(Parts(Shape(address)) - Parts(path)) * PartWeight + Distance(Shape(address), path))
        .Take(Told));

    // The path alone, without the method; a part in braces is as long as what may stand there.
    private static string Shape(string address) => address[(address.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static int Parts(string path) => path.Count(letter => letter == '/');

    // Levenshtein (1966), a whole part in braces counting as one edit at most for each character it stands for.
    private static int Distance(string pattern, string path)
    {
        var row = new int[path.Length + 1];
        for (var j = 0; j <= path.Length; j++) row[j] = j;
        var inside = false;
        foreach (var expected in pattern)
        {
            var diagonal = row[0];
            if (expected == '{') inside = true;
            var free = inside;
            if (expected == '}') inside = false;
            if (!free) row[0]++;
            for (var j = 1; j <= path.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(
                    Math.Min(above + (free ? 0 : 1), row[j - 1] + (free && path[j - 1] != '/' ? 0 : 1)),
                    diagonal + (free || expected == path[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }

    private static string AddressOf(HttpRule rule)
    {
        var (method, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            _ => ("POST", rule.Post),
        };
        return $"{method} {path.Replace("=**", "", StringComparison.Ordinal)}";
    }
}
