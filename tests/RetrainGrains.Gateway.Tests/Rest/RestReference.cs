using System.Text;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi.Models;

namespace RetrainGrains.Gateway.Tests.Rest;

/// <summary>A request as the reference shows it.</summary>
internal sealed record ShownRequest(string Method, string Path, string? Body)
{
    /// <summary>Writes the request as a command for a shell.</summary>
    public string ToCurl()
    {
        var options = Path.EndsWith(":watch", StringComparison.Ordinal) ? "-sNH" : "-sH";
        var verb = (Method, Body) is ("GET", null) or ("POST", not null) ? "" : $"-X {Method} ";
        var body = Body is null ? "" : $" \\\n  -d '{Body.ReplaceLineEndings("\n")}'";
        return $"curl {options} \"$token\" {verb}'http://localhost:5080{Path}'{body}";
    }
}

/// <summary>
/// The reference page of REST, made of the protocol, of what the OpenAPI document says, and of examples.
/// </summary>
internal static class RestReference
{
    private const string Head = """
        # REST

        One request for each method of the protocol. This page is made of the protocol and held to it by a test, which
        also sends every request; the same, to try in a browser, is on the server's page `/docs`, and as OpenAPI under
        `/openapi/v1.json`.

        ```sh
        token="Authorization: Bearer $(cat retraingrains-data/admin.token)"
        ```

        - Bodies are JSON, whatever `Content-Type` says. Names are those of the protocol in camelCase or as they stand
          there; one that is not known is refused, in a body and in a query.
        - A `/` in a model's id is written `%2F` where something stands behind it in the path, and may be written so
          anywhere.
        - Whole numbers of 64 bits are texts in answers (`"revision": "3"`), for JavaScript would lose their last
          digits. Enumerations have short names (`lightgbm`), times a zone (`2026-12-02T10:30:00Z`).
        - Lists come in pages: `pageSize`, and `pageToken` with the `nextPageToken` of the page before. `readMask` names
          the fields of an answer that are wanted, separated by commas.
        - A stream (`:watch`, `:export`, `:exportRows`) is one JSON object a line; that of `:watch` goes on until the
          caller leaves.
        - What fails is answered with a problem document (RFC 9457, `application/problem+json`): `status`, `detail`, and
          in `errors` each field with its value and the rule that it broke. After 429 and 503, wait for `Retry-After`
          and repeat; a command with the same `requestId` is carried out once.
        """;

    private static readonly FileDescriptor[] Files =
    [
        V1.ModelsReflection.Descriptor, V1.PoliciesReflection.Descriptor, V1.PredictionsReflection.Descriptor,
        V1.ObservationsReflection.Descriptor, V1.FleetReflection.Descriptor, V1.TokensReflection.Descriptor,
        V1.SelfTestsReflection.Descriptor, V1.SourcesReflection.Descriptor, V1.RepairsReflection.Descriptor,
        V1.RunsReflection.Descriptor,
    ];

    public static MethodDescriptor[] Methods =>
    [
        .. Files.SelectMany(file => file.Services).SelectMany(service => service.Methods)
            .Where(method => RuleOf(method) is not null),
    ];

    public static ShownRequest RequestOf(MethodDescriptor method)
    {
        var (verb, template) = RuleOf(method)!.Value;
        var (query, body) = RestExamples.Of(method);
        var path = template.Replace("{model_id=**}", RestExamples.Model).Replace("{model_id}", RestExamples.Model)
            .Replace("{name}", RestExamples.Token).Replace("{run_id=**}", RestExamples.Run)
            .Replace("{check_id}", RestExamples.Check);
        return new ShownRequest(verb, path + query, body);
    }

    public static string Write(OpenApiDocument document)
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n")).Append('\n');
        foreach (var service in Methods.GroupBy(method => method.Service.Name))
        {
            page.Append($"\n## {service.Key}\n");
            foreach (var method in service)
            {
                var role = method.GetOptions().GetExtension(V1.AccessExtensions.Role).ToString().ToLowerInvariant();
                page.Append($"\n### {method.Name}\n\n{SummaryOf(method, document)} Least role: {role}.\n\n");
                page.Append($"```sh\n{RequestOf(method).ToCurl()}\n```\n");
            }
        }
        return page.ToString();
    }

    private static string SummaryOf(MethodDescriptor method, OpenApiDocument document)
    {
        var (verb, template) = RuleOf(method)!.Value;
        var path = template.Replace("{model_id=**}", "{modelId}").Replace("{model_id}", "{modelId}")
            .Replace("{run_id=**}", "{runId}").Replace("{check_id}", "{checkId}");
        var operation = document.Paths[path].Operations[Enum.Parse<OperationType>(verb, ignoreCase: true)];
        return string.Join(' ', operation.Summary.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static (string Verb, string Path)? RuleOf(MethodDescriptor method)
    {
        var rule = method.GetOptions().GetExtension(AnnotationsExtensions.Http);
        return rule?.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            _ => null,
        };
    }
}
