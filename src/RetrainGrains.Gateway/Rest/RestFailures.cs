using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Rest;

/// <summary>Answers every failure with a problem document (RFC 9457) that lists each field, value and rule.</summary>
internal sealed partial class RestFailures(ILogger<RestFailures> logger) : IEndpointFilter
{
    // As often as a gateway itself looks whether the database is back.
    private const string RetryAfterSeconds = "2";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (RefusedException refused)
        {
            return Document(
                http, FailureStatus.HttpStatusOf(refused.StatusCode), refused.Status.Detail, refused.Refusal.Problems);
        }
        catch (BadHttpRequestException malformed)
        {
            return Document(http, malformed.StatusCode, malformed.Message, []);
        }
        catch (Exception error)
        {
            var code = FailureStatus.CodeOf(error, http.RequestAborted);
            var reference = http.TraceIdentifier;
            if (code == StatusCode.Internal) LogFailed(error, http.Request.Method, http.Request.Path, reference);
            return Document(http, FailureStatus.HttpStatusOf(code), FailureStatus.TextOf(error, code, reference), []);
        }
    }

    private static IResult Document(HttpContext http, int status, string detail, IEnumerable<Problem> errors)
    {
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        return Results.Problem(
            detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status),
            extensions: new Dictionary<string, object?> { ["errors"] = errors });
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed, reference {Reference}.")]
    private partial void LogFailed(Exception error, string method, string path, string reference);
}
