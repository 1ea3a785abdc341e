using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Access;

/// <summary>The gate in front of gRPC: who is not let in is answered before anything of the call is read.</summary>
internal sealed class GrpcAccess(RequestDelegate next, AccessGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var metadata = http.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<GrpcMethodMetadata>() is not { } called
            || metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not null)
        {
            return next(http);
        }
        var admission = gate.AdmitAsync(http, called.Method.FullName);
        if (!admission.IsCompletedSuccessfully) return AnswerAsync(http, admission);
        if (admission.Result is not { } refused) return next(http);
        Refuse(http.Response, refused);
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext http, ValueTask<RefusedException?> admission)
    {
        if (await admission is { } refused) Refuse(http.Response, refused);
        else await next(http);
    }

    // A response of trailers only, as the protocol has it for calls that end at once.
    private static void Refuse(HttpResponse response, RefusedException refused)
    {
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)refused.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(refused.Status.Detail);
        foreach (var trailer in refused.Trailers) response.Headers[trailer.Key] = Text(trailer);
    }

    private static string Text(Metadata.Entry trailer) =>
        trailer.IsBinary ? Convert.ToBase64String(trailer.ValueBytes) : trailer.Value;
}
