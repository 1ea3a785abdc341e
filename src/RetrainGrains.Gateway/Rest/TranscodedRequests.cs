using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Telemetry;

namespace RetrainGrains.Gateway.Rest;

/// <summary>
/// The edge of REST: before a request is transcoded to gRPC its query and body are read strictly, and a failure is
/// answered with a problem document.
/// </summary>
internal sealed class TranscodedRequests(
    RequestDelegate next, GatewayOptions options, NearPaths near, AccessGate gate)
{
    private static readonly PathString[] Apis = ["/v1", "/api/v1"];
    private const string WithVerb = "__Complex_";
    private const int BodyShownMax = 40;

    // Calls over gRPC, of which there are most by far, pass without a state machine of their own.
    public Task InvokeAsync(HttpContext http)
    {
        var metadata = http.GetEndpoint()?.Metadata;
        var method = metadata?.GetMetadata<GrpcJsonTranscodingMetadata>();
        return method is null && (metadata?.GetMetadata<GrpcMethodMetadata>() is not null || !IsOfApi(http))
            ? next(http)
            : TranscodeAsync(http, method);
    }

    private static bool IsOfApi(HttpContext http) => Apis.Any(api => http.Request.Path.StartsWithSegments(api));

    private async Task TranscodeAsync(HttpContext http, GrpcJsonTranscodingMetadata? method)
    {
        var (inner, failed) = (http.Response.Body, new FailedBody(http.Response, http.Response.Body));
        http.Response.Body = failed;
        try
        {
            if (method is not null)
            {
                // First: nothing is read for somebody who is not let in.
                if (await gate.AdmitAsync(http, NameOf(method.MethodDescriptor)) is { } notLetIn) throw notLetIn;
                await ReadAsync(http, method);
            }
            await next(http);
        }
        catch (RefusedException refused)
        {
            http.Features.Set(refused);
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (BadHttpRequestException malformed)
        {
            http.Features.Set(malformed);
            http.Response.StatusCode = malformed.StatusCode;
        }
        finally
        {
            http.Response.Body = inner;
        }
        if (http.Response.StatusCode < StatusCodes.Status400BadRequest || http.Response.HasStarted) return;
        var (status, detail, errors) = Failure(http, method, failed);
        await ProblemDocument.WriteAsync(
            http, status, detail, errors, http.Features.Get<RefusedException>()?.RetryAfterSeconds);
    }

    private static string NameOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    private async Task ReadAsync(HttpContext http, GrpcJsonTranscodingMetadata method)
    {
        var problems = new ProblemList();
        var request = method.MethodDescriptor.InputType;
        var taken = new HashSet<string>();
        foreach (var (name, value) in http.Request.RouteValues.ToArray())
        {
            taken.Add(FieldOf(name));
            // Routing leaves %2F as it is, so that an id with a '/' stays one segment.
            http.Request.RouteValues[name] =
                ((string?)value)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        }
        var body = method.HttpRule.Body;
        if (body is { Length: > 0 } and not "*") taken.Add(body);
        if (body == "*") taken.UnionWith(request.Fields.InDeclarationOrder().Select(field => field.Name));
        http.Request.QueryString = QueryNormalizer.Read(http.Request.Query, request, taken, problems);
        if (!string.IsNullOrEmpty(body) && await ReadBodyAsync(http, problems) is { } node)
        {
            var type = body == "*" ? request : request.FindFieldByName(body).MessageType;
            var unread = method.MethodDescriptor.OutputType == V1.RecordResponse.Descriptor ? new UnreadRows() : null;
            new JsonNormalizer(problems, unread).Message(node, type, body == "*" ? "" : body);
            if (unread is { Count: > 0 }) http.Features.Set(unread);
            if (node is JsonObject message)
            {
                if (body == "*") CheckAddress(http, request, message, problems);
                Replace(http.Request, message);
            }
        }
        if (problems.ToRefusal() is { } refusal) throw new RefusedException(refusal);
    }

    private async Task<JsonNode?> ReadBodyAsync(HttpContext http, ProblemList problems)
    {
        var request = http.Request;
        if (request.ContentLength > options.RequestBytesMax) throw TooLarge();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.RequestBytesMax;
        }
        string text;
        try
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
            text = await reader.ReadToEndAsync(http.RequestAborted);
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            GatewayMeter.Malformed.Add(1);
            throw new BadHttpRequestException($"The body cannot be read: {error.Message}");
        }
        if (string.IsNullOrWhiteSpace(text)) return new JsonObject();
        try
        {
            if (JsonText.Parse(text) is { } node) return node;
            problems.Add("body", "null", "must be an object");
        }
        catch (JsonException error)
        {
            GatewayMeter.Malformed.Add(1);
            problems.Add("body", Start(text), $"must be JSON: {error.Message}");
        }
        return null;
    }

    // The path names the model; a body may repeat it, and must not name another.
    private static void CheckAddress(
        HttpContext http, MessageDescriptor request, JsonObject body, ProblemList problems)
    {
        foreach (var (name, value) in http.Request.RouteValues)
        {
            if (FieldRules.Find(request, FieldOf(name)) is not { } field) continue;
            var said = body[field.JsonName] ?? body[field.Name];
            var named = FieldOf(name) == name ? (string)value! : ((string)value!)[..((string)value!).LastIndexOf(':')];
            if (said is JsonValue one && one.TryGetValue(out string? text) && text != named)
            {
                problems.Add(field.Name, text, $"must be '{named}', as in the path");
            }
        }
    }

    // An id with a verb behind it has a name of transcoding's own until that takes the two apart.
    private static string FieldOf(string variable) => variable.StartsWith(WithVerb, StringComparison.Ordinal)
        ? variable[WithVerb.Length..variable.LastIndexOf('_')]
        : variable;

    // The content type of plain curl is that of a form.
    private static void Replace(HttpRequest request, JsonObject body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        request.Body = new MemoryStream(bytes);
        request.ContentLength = bytes.Length;
        request.ContentType = "application/json";
    }

    private (int Status, string Detail, IReadOnlyList<Problem> Errors) Failure(
        HttpContext http, GrpcJsonTranscodingMetadata? method, FailedBody failed)
    {
        var status = http.Response.StatusCode;
        if (http.Features.Get<RefusedException>() is { } refused)
        {
            return (
                FailureStatus.HttpStatusOf(refused.StatusCode), refused.Status.Detail, refused.Refusal.Problems);
        }
        if (http.Features.Get<FailureText>() is { } failure)
        {
            return (FailureStatus.HttpStatusOf(failure.Code), failure.Text, []);
        }
        if (http.Features.Get<BadHttpRequestException>() is { } malformed) return (status, malformed.Message, []);
        if (method is not null) return (status, failed.Message() ?? "The request could not be answered.", []);
        var asked = $"{http.Request.Method} {http.Request.Path}";
        var problem = Problem.Of(
            "path", asked, $"must be an address of the API, as {near.Describe(http.Request.Path.Value ?? "")}");
        return (status, problem.ToString(), [problem]);
    }

    private BadHttpRequestException TooLarge() =>
        new($"A request may have {options.RequestBytesMax} bytes.", StatusCodes.Status413PayloadTooLarge);

    private static string Start(string text) => text.Length <= BodyShownMax ? text : $"{text.AsSpan(0, BodyShownMax)}…";
}
