using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Rest;

/// <summary>A problem document (RFC 9457) that lists each field, value and rule.</summary>
internal sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail, IReadOnlyList<Problem> Errors)
{
    // As often as a gateway itself looks whether the database is back.
    private const string RetryAfterSeconds = "2";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Answers a request with a problem; whatever was to be answered before is forgotten.</summary>
    public static Task WriteAsync(
        HttpContext http, int status, string detail, IReadOnlyList<Problem> errors, string? retryAfterSeconds = null)
    {
        http.Response.Clear();
        http.Response.StatusCode = status;
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = retryAfterSeconds ?? RetryAfterSeconds;
        }
        var document = new ProblemDocument(
            $"https://www.rfc-editor.org/rfc/rfc9110#status.{status}", ReasonPhrases.GetReasonPhrase(status), status,
            detail, errors);
        return http.Response.WriteAsJsonAsync(document, Options, "application/problem+json", http.RequestAborted);
    }
}
