using System.Net.Http.Headers;
using System.Text;
using Google.Api;
using Google.Protobuf;

namespace RetrainGrains.Malformed;

/// <summary>JSON that is none, or means nothing, to the addresses of REST.</summary>
internal sealed class JsonAttack(HttpClient client, Uri server) : IAttack
{
    private const int NestingMax = 2_000;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "1e999", "-0", "NaN", "\\u0000", "\\ud800",
        "9999999999999999999",
        "{\"\":{}}", "[[[[", "\"x\":1,", "/*", "﻿", "0x1", "'",
    ];

    public string Name => "JSON";
    public int Share => 250;

    public async Task<string> SendAsync(Random chance, CancellationToken cancellation)
    {
        var (_, message, rule) = Messages.All[chance.Next(Messages.All.Length)];
        var (verb, path) = Address(rule);
        using var request = new HttpRequestMessage(verb, new Uri(server, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TargetServer.Secret);
        if (verb != HttpMethod.Get) request.Content = new ByteArrayContent(Broken(message, chance));
        request.Content?.Headers.TryAddWithoutValidation("content-type", "application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return $"HTTP {(int)response.StatusCode}";
    }

    public static (HttpMethod Verb, string Path) Address(HttpRule? rule)
    {
        var (verb, path) = rule?.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => (HttpMethod.Get, rule.Get),
            HttpRule.PatternOneofCase.Put => (HttpMethod.Put, rule.Put),
            HttpRule.PatternOneofCase.Patch => (HttpMethod.Patch, rule.Patch),
            HttpRule.PatternOneofCase.Delete => (HttpMethod.Delete, rule.Delete),
            HttpRule.PatternOneofCase.Post => (HttpMethod.Post, rule.Post),
            _ => (HttpMethod.Post, "/v1/none"),
        };
        // A watch has no end.
        if (path.Contains("watch", StringComparison.Ordinal)) path = "/v1/models";
        return (
            verb, path.Replace("{model_id=**}", Messages.Model, StringComparison.Ordinal)
                .Replace("{model_id}", Messages.Model, StringComparison.Ordinal)
                .Replace("{name}", "nobody", StringComparison.Ordinal));
    }

    private static byte[] Broken(IMessage message, Random chance)
    {
        if (chance.Next(50) == 0) return Encoding.UTF8.GetBytes(new string('[', chance.Next(1, NestingMax)));
        var text = new StringBuilder(JsonFormatter.Default.Format(message));
        for (var left = chance.Next(1, 4); left > 0; left--)
        {
            var at = chance.Next(text.Length + 1);
            if (chance.Next(3) == 0) text.Remove(at, Math.Min(chance.Next(20), text.Length - at));
            else text.Insert(at, Pieces[chance.Next(Pieces.Length)]);
        }
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return chance.Next(5) == 0 ? ByteMutation.Mutate(bytes, chance) : bytes;
    }
}
